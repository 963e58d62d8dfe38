//! Every shape of function.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Error, Submit, cache, command};

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

fn made() -> u32 {
    MADE.set(MADE.get() + 1);
    MADE.get()
}

#[dyno::test]
fn a_function_of_a_reference() {
    #[cache(ttl = 30s)]
    fn stock(sku: &str) -> Result<(usize, u32), Error> {
        Ok((sku.len(), made()))
    }

    assert_eq!(stock("rake").unwrap(), (4, 1));
    assert_eq!(stock("rake").unwrap(), (4, 1));
    assert_eq!(stock("spade").unwrap(), (5, 2));
    assert_eq!(stock::cache().get("rake"), Some((4, 1)));
    assert!(stock::cache().invalidate("rake"));
    assert_eq!(stock("rake").unwrap(), (4, 3));
    let metrics = stock::metrics();
    assert_eq!((metrics.totals.calls.success, metrics.making.unwrap().totals.calls.success), (4, 3));
}

#[dyno::test]
async fn an_async_function_with_an_argument_that_is_called_unused() {
    #[cache(ttl = 30s)]
    async fn stock(sku: u32, _trace: String) -> Result<u32, Error> {
        Ok(sku + made())
    }

    assert_eq!(stock(1, "a".to_owned()).await.unwrap(), 2);
    assert_eq!(stock(1, "a".to_owned()).await.unwrap(), 2);
    assert_eq!(stock(1, "b".to_owned()).await.unwrap(), 3);
}

#[dyno::test(paused)]
async fn an_async_function_that_owns_its_arguments() {
    #[cache(ttl = 30s)]
    async fn stock(sku: String, depot: u32) -> Result<(String, u32), Error> {
        tokio::task::yield_now().await;
        Ok((format!("{sku} in {depot}"), made()))
    }

    assert_eq!(stock("rake".to_owned(), 7).await.unwrap(), ("rake in 7".to_owned(), 1));
    assert_eq!(stock("rake".to_owned(), 7).await.unwrap().1, 1);
    assert_eq!(stock("rake".to_owned(), 8).await.unwrap().1, 2);
    assert_eq!(stock::cache().get(&("rake".to_owned(), 8)).unwrap().1, 2);
}

#[dyno::test(paused)]
async fn an_async_function_that_borrows() {
    #[cache(ttl = 30s)]
    async fn stock(sku: &str, depot: &u32) -> (usize, u32) {
        tokio::task::yield_now().await;
        (sku.len(), made() + depot)
    }

    assert_eq!(stock("rake", &7).await, (4, 8));
    assert_eq!(stock("rake", &7).await, (4, 8));
    assert_eq!(stock("rake", &8).await, (4, 10));
}

#[dyno::test]
fn methods() {
    struct Depot {
        tenant: String,
        made: Cell<u32>,
    }

    impl Depot {
        #[cache(ttl = 30s, key = (&self.tenant, sku))]
        fn stock(&self, sku: u32) -> u32 {
            self.made.set(self.made.get() + 1);
            self.made.get() * 10 + sku
        }

        #[cache(ttl = 30s, shared = true)]
        fn weight(&self, sku: u32) -> Option<u32> {
            self.made.set(self.made.get() + 1);
            Some(self.made.get() * 10 + sku)
        }
    }

    let [one, other] = ["one", "other"].map(|tenant| Depot { tenant: tenant.to_owned(), made: Cell::new(0) });
    assert_eq!((one.stock(1), one.stock(1), one.stock(2)), (11, 11, 22));
    assert_eq!((other.stock(1), one.stock(1)), (11, 11));
    assert_eq!((one.weight(5), other.weight(5)), (Some(35), Some(35)));
}

#[dyno::test]
fn generic_functions() {
    #[cache]
    fn twice<T: Clone + Eq + std::hash::Hash + Send + Sync + std::fmt::Debug + 'static>(value: T) -> String {
        format!("{value:?} {}", made())
    }

    assert_eq!((twice(1_u8), twice(1_u16), twice(1_u8)), ("1 1".to_owned(), "1 2".to_owned(), "1 1".to_owned()));
}

#[dyno::test]
fn patterns_and_nothing() {
    #[cache(ttl = 30s)]
    fn pair((one, other): (u32, u32), _: u8) -> u32 {
        one + other + made()
    }

    #[cache(ttl = 30s)]
    fn config() -> Arc<str> {
        format!("{}", made()).into()
    }

    assert_eq!((pair((1, 2), 1), pair((1, 2), 2), pair((2, 1), 1)), (4, 4, 5));
    assert_eq!((&*config(), &*config()), ("3", "3"));
    assert_eq!(config::cache().len(), 1);
}

#[dyno::test(paused)]
async fn with_everything_else() {
    static WORKS: AtomicBool = AtomicBool::new(true);

    #[derive(Clone, Debug, PartialEq, thiserror::Error)]
    enum Down {
        #[error("down")]
        Down,
        #[error("{0}")]
        Guard(String),
    }

    impl From<Error> for Down {
        fn from(error: Error) -> Self {
            Self::Guard(error.to_string())
        }
    }

    #[command(
        timeout = 2s,
        attempt_timeout = 1s,
        retry(n = 2, backoff = fixed(1ms)),
        breaker("reviewed depot", consecutive = 3, open_for = 1m),
        bulkhead = 4,
        cache(ttl = 10s, stale_if_error = 30s, policy = static),
        fallback = |_| Ok(99)
    )]
    async fn stock(sku: String) -> Result<u32, Down> {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if WORKS.load(Relaxed) { Ok(made()) } else { Err(Down::Down) }
    }

    let (rake, spade) = (|| stock("rake".to_owned()), || stock("spade".to_owned()));
    assert_eq!((rake().await, rake().await), (Ok(1), Ok(1)));
    WORKS.store(false, Relaxed);
    assert_eq!((rake().await, spade().await), (Ok(1), Ok(99)));
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(rake().await, Ok(1));
    let metrics = stock::metrics();
    let making = metrics.making.unwrap().totals;
    assert_eq!((making.calls.success, making.calls.failure), (1, 1));
    assert_eq!((making.calls.rejected, making.retries), (1, 2));
    assert_eq!((metrics.totals.calls.success, metrics.totals.calls.failure), (4, 1));
    assert_eq!(metrics.totals.fallback_success, 1);
    let cache = metrics.cache.unwrap();
    assert_eq!((cache.hits, cache.misses, cache.rescued), (2, 3, 1));
    let policies: Vec<_> = stock::plan().policies.into_iter().map(|policy| policy.policy).collect();
    let order = ["fallback", "cache", "retry", "breaker", "timeout", "attempt_timeout", "bulkhead", "body"];
    assert_eq!(policies, order);
}

#[dyno::test(paused)]
async fn who_asks_at_once_waits_for_one_making() {
    #[command(timeout = 2s, cache(ttl = 10s))]
    async fn stock(sku: String) -> Result<u32, Error> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(made() + u32::try_from(sku.len()).unwrap_or_default())
    }

    let all: Vec<_> = (0..64).map(|_| stock("rake".to_owned()).submit()).collect();
    for one in all {
        assert_eq!(one.result().await.unwrap(), 5);
    }
    // Who gives up leaves the making to go on.
    let impatient = tokio::time::timeout(Duration::from_millis(10), stock("spade".to_owned()));
    assert!(impatient.await.is_err());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!((stock("spade".to_owned()).await.unwrap(), MADE.get()), (7, 2));
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
struct Late(String);

impl From<Error> for Late {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

#[dyno::test]
fn functions_on_a_pool() {
    #[command(timeout = 30s, pool("cached stock", threads = 2), cache(ttl = 30s))]
    fn stock(sku: String) -> Result<usize, Late> {
        assert!(std::thread::current().name().is_some_and(|name| name.contains("cached stock")));
        Ok(sku.len())
    }

    assert_eq!((stock("rake".to_owned()), stock("rake".to_owned())), (Ok(4), Ok(4)));
    assert_eq!((stock::metrics().totals.calls.success, stock::cache().stats().made), (2, 1));
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| stock("spade".to_owned()))).collect();
        for one in all {
            assert_eq!(one.join().unwrap(), Ok(5));
        }
    });
}

#[dyno::test(paused)]
async fn futures_that_are_handed_out() {
    #[cache(ttl = 30s)]
    fn bare(sku: u32) -> impl Future<Output = u32> {
        async move { sku + made() }
    }

    #[cache(ttl = 30s)]
    fn boxed(sku: &u32) -> Pin<Box<dyn Future<Output = u32> + Send + '_>> {
        Box::pin(async move { sku + made() })
    }

    assert_eq!((bare(10).await, bare(10).await, boxed(&20).await, boxed(&20).await), (11, 11, 22, 22));
}

#[dyno::test(paused)]
async fn every_receiver() {
    #[derive(Clone)]
    struct Depot(u32);

    #[async_trait::async_trait]
    trait Stock {
        async fn stock(&self, sku: u32) -> u32;
    }

    #[async_trait::async_trait]
    impl Stock for Depot {
        #[cache(ttl = 30s, key = (self.0, sku))]
        async fn stock(&self, sku: u32) -> u32 {
            self.0 + sku + made()
        }
    }

    impl Depot {
        #[cache(ttl = 30s, key = self.0)]
        async fn counted(self: Arc<Self>) -> u32 {
            self.0 + made()
        }

        #[command(cache(ttl = 30s, key = self.0), retry = 2)]
        async fn owned(self, add: u32) -> Result<u32, Late> {
            Ok(self.0 + add + made())
        }

        #[cache(ttl = 30s, key = add)]
        fn changed(&mut self, add: u32) -> u32 {
            self.0 += add;
            self.0
        }
    }

    let mut depot = Depot(100);
    assert_eq!((depot.stock(1).await, depot.stock(1).await), (102, 102));
    let shared = Arc::new(depot.clone());
    assert_eq!((shared.clone().counted().await, shared.counted().await), (102, 102));
    assert_eq!((depot.clone().owned(0).await, depot.clone().owned(1).await), (Ok(103), Ok(103)));
    assert_eq!((depot.changed(5), depot.changed(5), depot.0), (105, 105, 105));
}

/// What is returned, under names that tell nothing.
type Answer<T> = Result<T, Error>;

#[dyno::test]
async fn types_decide_what_is_kept() {
    #[cache(ttl = 30s)]
    async fn answered(sku: u32) -> Answer<String> {
        Ok(sku.to_string())
    }

    #[cache(ttl = 30s)]
    fn read(sku: u32) -> std::io::Result<u32> {
        Ok(sku)
    }

    #[cache(ttl = 30s)]
    fn plain(sku: u32) -> Duration {
        Duration::from_secs(sku.into())
    }

    assert_eq!((answered(1).await.unwrap(), answered::cache().get(&1)), ("1".to_owned(), Some("1".to_owned())));
    assert_eq!((read(2).unwrap(), read::cache().get(&2)), (2, Some(2)));
    assert_eq!((plain(3), plain::cache().get(&3)), (Duration::from_secs(3), Some(Duration::from_secs(3))));
}

#[dyno::test]
async fn what_only_an_impl_can_name() {
    struct Depot<T>(T);

    impl<T: Default + Into<u32> + Send + 'static> Depot<T> {
        #[cache(ttl = 30s, key = (sku, std::any::type_name::<T>().to_owned()))]
        #[command(handle = false)]
        async fn first(sku: u32) -> Answer<u32> {
            Ok(sku + Self(T::default()).0.into() + made())
        }
    }

    assert_eq!((Depot::<u32>::first(1).await.unwrap(), Depot::<u32>::first(1).await.unwrap()), (2, 2));
    assert_eq!(Depot::<u16>::first(1).await.unwrap(), 3);
}
