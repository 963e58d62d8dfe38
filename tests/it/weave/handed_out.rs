//! Functions that hand out a future instead of being `async`.

use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use dyno::{Cause, breaker, command, fallback, timeout};

use crate::command::{Failed, is_open, is_timeout};

type Answer<T> = Result<T, Failed>;
type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[timeout(2s)]
#[breaker(consecutive = 2, open_for = 60s)]
fn plain(sku: u8) -> impl Future<Output = Answer<u8>> + Send {
    async move { if sku == 0 { pending().await } else { Ok(sku) } }
}

#[command(timeout = 2s, breaker(consecutive = 2, open_for = 60s))]
fn boxed(sku: u8) -> Pin<Box<dyn Future<Output = Answer<u8>> + Send>> {
    Box::pin(async move { if sku == 0 { pending().await } else { Ok(sku) } })
}

#[command(timeout = 2s, breaker(consecutive = 2, open_for = 60s))]
fn aliased(sku: &u8) -> BoxFuture<'_, Answer<u8>> {
    if *sku == 0 {
        return Box::pin(pending());
    }
    let text = sku.to_string();
    Box::pin(async move { Ok(text.parse::<u8>().unwrap_or(*sku)) })
}

#[command(timeout = 2s, breaker(consecutive = 2, open_for = 60s))]
fn spelled_out(sku: &u8) -> ::std::pin::Pin<::std::boxed::Box<dyn ::core::future::Future<Output = Answer<u8>> + '_>> {
    Box::pin(async move { if *sku == 0 { pending().await } else { Ok(*sku) } })
}

/// Aliases of one's own: what they yield, their parameters do not tell.
mod own {
    use super::{Answer, Failed, Future, Pin, command, pending};

    pub(super) type BoxFuture<T, E = Failed> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;
    pub(super) type LocalBoxFuture = Pin<Box<dyn Future<Output = Answer<u8>>>>;

    #[command(timeout = 2s, fallback = 9)]
    pub(super) fn more(sku: u8) -> BoxFuture<u8> {
        Box::pin(async move { if sku == 0 { pending().await } else { Ok(sku) } })
    }

    #[command(timeout = 2s)]
    pub(super) fn other(sku: impl ToString + Send + 'static) -> self::BoxFuture<usize, dyno::Error> {
        let text = sku.to_string();
        Box::pin(async move { Ok(text.len()) })
    }

    #[command(timeout = 2s, fallback = 9)]
    pub(super) fn whole(text: &'static str) -> LocalBoxFuture {
        let number = text.parse();
        Box::pin(async move { number.map_err(|_| Failed::Down) })
    }
}

#[dyno::test(paused)]
async fn aliases_yield_what_they_say() {
    assert_eq!((own::more(1).await.unwrap(), own::more(0).await.unwrap()), (1, 9));
    assert_eq!((own::whole("1").await.unwrap(), own::whole("x").await.unwrap()), (1, 9));
    assert_eq!(own::other(12).await.unwrap(), 2);
}

#[dyno::test(paused)]
async fn a_timeout_fires_and_the_breaker_counts() {
    assert_eq!((plain(1).await.unwrap(), boxed(1).await.unwrap(), aliased(&1).await.unwrap()), (1, 1, 1));
    assert_eq!(spelled_out(&1).await.unwrap(), 1);
    for _ in 0..2 {
        assert!(is_timeout(&plain(0).await) && is_timeout(&boxed(0).await) && is_timeout(&aliased(&0).await));
        assert!(is_timeout(&spelled_out(&0).await));
    }
    assert!(is_open(&plain(1).await) && is_open(&boxed(1).await) && is_open(&aliased(&1).await));
    assert!(is_open(&spelled_out(&1).await));
    for metrics in [plain::metrics(), boxed::metrics(), aliased::metrics(), spelled_out::metrics()] {
        let calls = metrics.totals.calls;
        assert_eq!((calls.success, calls.timeout, calls.rejected, metrics.totals.started), (1, 2, 1, 4));
    }
}

/// Made and not awaited: neither is the call counted nor the body begun.
#[command(breaker = "lazy")]
fn lazy(begun: Arc<AtomicU32>) -> impl Future<Output = Answer<u32>> {
    let before = begun.fetch_add(1, Ordering::Relaxed);
    ready(Ok(before))
}

#[dyno::test]
async fn the_body_begins_with_the_first_poll() {
    let begun = Arc::new(AtomicU32::new(0));
    let call = lazy(Arc::clone(&begun));
    assert_eq!((begun.load(Ordering::Relaxed), lazy::metrics().totals.started), (0, 0));
    assert_eq!(call.await.unwrap(), 0);
    drop(lazy(Arc::clone(&begun)));
    assert_eq!((begun.load(Ordering::Relaxed), lazy::metrics().totals.started), (1, 1));
    dyno::breaker("lazy").unwrap().trip().unwrap();
    assert!(is_open(&lazy(Arc::clone(&begun)).await));
    assert_eq!(begun.load(Ordering::Relaxed), 1, "a refused call makes no future");
}

/// The types of `?` and `Ok` come from the signature.
#[command]
fn asks(text: &str) -> impl Future<Output = Result<u8, Box<dyn std::error::Error>>> + use<'_> {
    let text = text.trim();
    async move {
        let number: u8 = text.parse()?;
        Ok(number)
    }
}

#[dyno::test]
async fn the_output_decides_what_is_a_failure() {
    assert_eq!(asks(" 7 ").await.unwrap(), 7);
    assert!(asks("x").await.is_err());
    assert_eq!((asks::metrics().totals.calls.success, asks::metrics().totals.calls.failure), (1, 1));
}

#[fallback(last_known)]
fn by_path<'a>(sku: String, log: &'a mut Vec<String>) -> impl Future<Output = Answer<usize>> + use<'a> {
    log.push(sku.clone());
    async move {
        log.push("more".to_owned());
        sku.parse().map_err(|_| Failed::Down)
    }
}

fn last_known(sku: String, log: &mut Vec<String>) -> impl Future<Output = Answer<usize>> {
    let length = sku.len();
    log.push(sku);
    ready(Ok(length + log.len()))
}

#[command(breaker, fallback = |cause| {
    match cause {
        Cause::Own(_) => Ok(first.len() + usize::from(ready(second).await)),
        Cause::Dyno(error) => return Err(error.into()),
    }
})]
fn by_closure((first, second): (String, u8), mut fails: bool) -> Pin<Box<dyn Future<Output = Answer<usize>> + Send>> {
    fails = !fails;
    drop(first);
    Box::pin(async move { if fails { Err(Failed::Down) } else { Ok(usize::from(second)) } })
}

#[fallback(7)]
fn by_literal(text: &str) -> Pin<Box<dyn Future<Output = Answer<u8>> + '_>> {
    Box::pin(async move { text.parse().map_err(|_| Failed::Down) })
}

#[command(breaker, fallback = |_| 0)]
fn of_no_result(items: Vec<u8>) -> impl Future<Output = usize> + Send {
    let count = items.len();
    ready(count)
}

#[dyno::test]
async fn a_fallback_answers() {
    let mut log = Vec::new();
    assert_eq!(by_path("5".to_owned(), &mut log).await.unwrap(), 5);
    assert_eq!(by_path("rake".to_owned(), &mut log).await.unwrap(), 9);
    assert_eq!(log, ["5", "more", "rake", "more", "rake"]);
    assert_eq!(by_closure(("rake".to_owned(), 1), true).await.unwrap(), 1);
    assert_eq!(by_closure(("rake".to_owned(), 1), false).await.unwrap(), 5);
    by_closure::breaker().trip().unwrap();
    assert!(is_open(&by_closure(("rake".to_owned(), 1), false).await));
    assert_eq!((by_literal("5").await.unwrap(), by_literal("x").await.unwrap()), (5, 7));
    assert_eq!(of_no_result(vec![1, 2]).await, 2);
    of_no_result::breaker().trip().unwrap();
    assert_eq!(of_no_result(vec![1, 2]).await, 0);
}

#[derive(Clone)]
struct Shelf(Vec<u8>);

impl Shelf {
    #[command(timeout = 2s, breaker = "handed out: left")]
    fn left(&self, least: usize) -> impl Future<Output = Answer<usize>> + Send + '_ {
        async move { if self.0.len() < least { pending().await } else { Ok(self.0.len()) } }
    }

    #[command(breaker = "handed out: put", fallback = Self::put_alone)]
    fn put(&mut self, item: u8) -> Pin<Box<dyn Future<Output = Answer<usize>> + Send + '_>> {
        self.0.push(item);
        let items = self;
        Box::pin(async move {
            items.0.push(item);
            if item == 0 { Err(Failed::Down) } else { Ok(items.0.len()) }
        })
    }

    #[command(breaker = "handed out: push", fallback = |_| { self.0.push(9); Ok(self.0.len()) })]
    fn push(&mut self, item: u8) -> impl Future<Output = Answer<usize>> + Send + '_ {
        async move {
            let this = self;
            this.0.push(item);
            if item == 0 { Err(Failed::Down) } else { Ok(this.0.len()) }
        }
    }

    async fn put_alone(&mut self, item: u8) -> Answer<usize> {
        self.0.clear();
        self.0.push(item);
        ready(Ok(self.0.len())).await
    }

    #[command(breaker = "handed out: share", fallback = |_| Ok(self.0.len()))]
    fn share(self: Arc<Self>) -> BoxFuture<'static, Answer<usize>> {
        Box::pin(async move { Ok(self.0.len() + 1) })
    }

    #[command(breaker = "handed out: of", handle = false)]
    fn of<T: Clone + Send + 'static, const N: usize>(items: [T; N]) -> impl Future<Output = Answer<Vec<T>>> + Send {
        let items = items.to_vec();
        async { Ok(items) }
    }
}

trait Shop {
    fn open(&self) -> impl Future<Output = Answer<u8>> + Send;

    #[command(breaker = "handed out: close", fallback = 3)]
    fn close(&self) -> impl Future<Output = Answer<u8>> + Send
    where
        Self: Sync,
    {
        async move { self.open().await }
    }
}

impl Shop for Shelf {
    #[command(breaker = "handed out: open")]
    fn open(&self) -> impl Future<Output = Answer<u8>> + Send {
        let first = self.0.first().copied();
        async move { first.ok_or(Failed::Unknown) }
    }
}

#[dyno::test(paused)]
async fn methods() {
    let mut shelf = Shelf(vec![1]);
    assert_eq!(shelf.left(1).await.unwrap(), 1);
    assert!(is_timeout(&shelf.left(2).await));
    assert_eq!((shelf.put(2).await.unwrap(), shelf.put(0).await.unwrap()), (3, 1));
    assert_eq!((shelf.push(2).await.unwrap(), shelf.push(0).await.unwrap(), shelf.0.len()), (2, 4, 4));
    let shared = Arc::new(shelf);
    assert_eq!(Arc::clone(&shared).share().await.unwrap(), 5);
    assert_eq!((Shelf::of([1, 2]).await.unwrap(), shared.open().await.unwrap()), (vec![1, 2], 0));
    assert_eq!(shared.close().await.unwrap(), 0);
    for name in ["left", "put", "push", "share", "of", "open"] {
        dyno::breaker(&format!("handed out: {name}")).unwrap().trip().unwrap();
    }
    assert!(is_open(&shared.left(1).await) && is_open(&Shelf::of([1]).await) && is_open(&shared.open().await));
    assert_eq!((Arc::clone(&shared).share().await.unwrap(), shared.close().await.unwrap()), (4, 3));
    let mut shelf = (*shared).clone();
    assert_eq!((shelf.push(2).await.unwrap(), shelf.put(7).await.unwrap()), (5, 1));
}

/// They can be sent where what they were given can.
#[dyno::test]
async fn they_move_to_another_thread() {
    let shelf = Shelf(vec![1]);
    let left = tokio::spawn(async move { shelf.left(1).await }).await.unwrap();
    assert_eq!((left.unwrap(), tokio::spawn(plain(1)).await.unwrap().unwrap()), (1, 1));
    assert_eq!(tokio::spawn(boxed(1)).await.unwrap().unwrap(), 1);
}
