//! Every shape of function, with something injected.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Dep, Error, Submit, cache, command, inject, retry};

use super::{Depot, depot};

#[dyno::test]
fn a_sync_function_and_with() {
    #[inject]
    fn stock(sku: u32, #[inject] depot: Arc<dyn Depot>, more: &str) -> Result<u32, Error> {
        Ok(sku + depot.stock() + u32::try_from(more.len()).unwrap())
    }

    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!(stock(1, "ab").unwrap(), 13);
    assert_eq!(stock::with(1, depot(20), "ab").unwrap(), 23);
    assert_eq!(stock(1, "ab").unwrap(), 13);
    assert_eq!(stock::metrics().totals.calls.success, 3);
    let plan = stock::plan().to_string();
    assert!(plan.contains("1. inject") && plan.contains("depot = `dyn it::inject::Depot`"), "{plan}");
}

#[dyno::test]
async fn an_async_function_and_with() {
    #[command(timeout = 5s)]
    async fn stock(#[inject] mut depot: Arc<dyn Depot>, sku: u32) -> Result<u32, Error> {
        tokio::task::yield_now().await;
        let left = depot.stock();
        depot = self::depot(0);
        Ok(sku + left + depot.stock())
    }

    let _swapped = dyno::swap::<dyn Depot>(depot(10));
    assert_eq!(stock(1).await.unwrap(), 11);
    assert_eq!(stock(1).submit().await.unwrap(), 11);
    assert_eq!(stock::with(depot(20), 1).await.unwrap(), 21);
    assert_eq!(stock::with(depot(30), 1).submit().await.unwrap(), 31);
    assert_eq!(stock::command(2).await.unwrap(), 12);
    assert_eq!(tokio::spawn(stock(3)).await.unwrap().unwrap(), 13);
}

#[dyno::test]
fn what_is_given_is_for_that_call_alone() {
    #[inject]
    fn outer(#[inject] depot: Arc<dyn Depot>) -> Result<(u32, u32), Error> {
        Ok((depot.stock(), inner()?))
    }

    #[inject]
    fn inner(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    dyno::provide::<dyn Depot>(depot(1)).unwrap();
    assert_eq!(outer::with(depot(2)).unwrap(), (2, 1));
}

#[dyno::test]
fn a_function_that_calls_itself_is_given_its_own() {
    #[inject]
    fn down(from: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        let below = match from {
            0 => 0,
            1 => down(0)?,
            _ => down::with(from - 1, self::depot(depot.stock() + 1))?,
        };
        Ok(below * 10 + depot.stock())
    }

    dyno::provide::<dyn Depot>(depot(9)).unwrap();
    assert_eq!(down::with(3, depot(1)).unwrap(), 9321);
}

#[dyno::test]
async fn what_may_be_missing_and_what_stands_in() {
    struct Replica;

    #[inject]
    async fn all(
        #[inject] optional: Option<Arc<dyn Depot>>,
        #[inject] result: Result<Dep<dyn Depot>, Error>,
        #[inject(tag = Replica)] tagged: Option<Dep<dyn Depot>>,
        #[inject(tag = "eu", fallback = depot(7))] stands_in: Arc<dyn Depot>,
        #[inject(tag = "us", fallback = |error: Error| { assert!(error.is_rejection()); depot(8).into() })] told: Dep<
            dyn Depot,
        >,
    ) -> [u32; 5] {
        let missing = || 0;
        [
            optional.map_or_else(missing, |depot| depot.stock()),
            result.map_or_else(|_| 0, |depot| depot.stock()),
            tagged.map_or_else(missing, |depot| depot.stock()),
            stands_in.stock(),
            told.stock(),
        ]
    }

    assert_eq!(all().await, [0, 0, 0, 7, 8]);
    let here = dyno::Registry::current();
    here.provide::<dyn Depot>(depot(1)).unwrap();
    here.provide_named::<dyn Depot>(dyno::Tag::of::<Replica>(), depot(2)).unwrap();
    here.provide_named::<dyn Depot>("eu", depot(3)).unwrap();
    here.provide_named::<dyn Depot>("us", depot(4)).unwrap();
    assert_eq!(all().await, [1, 1, 2, 3, 4]);
    assert_eq!(all::with(None, Ok(depot(5).into()), None, depot(6), depot(7).into()).await, [0, 5, 0, 6, 7]);
}

#[dyno::test]
fn a_generic_function_keeps_its_instances_apart() {
    trait Shelf: Send + Sync + 'static {
        fn height(&self) -> u32;
    }
    struct Low;
    impl Shelf for Low {
        fn height(&self) -> u32 {
            1
        }
    }
    struct High;
    impl Shelf for High {
        fn height(&self) -> u32 {
            9
        }
    }

    #[inject]
    fn height<S: Shelf>(#[inject] shelf: Arc<S>) -> Result<u32, Error> {
        Ok(shelf.height())
    }

    dyno::provide(Arc::new(Low)).unwrap();
    dyno::provide(Arc::new(High)).unwrap();
    assert_eq!((height::<Low>().unwrap(), height::<High>().unwrap(), height::<Low>().unwrap()), (1, 9, 1));
    assert_eq!(height::with(Arc::new(High)).unwrap(), 9);
}

/// In the global registry, where slots are kept at the call site.
#[test]
fn a_generic_function_keeps_its_instances_apart_in_the_global_registry() {
    struct One;
    struct Two;
    trait Number: Send + Sync + 'static {
        const NUMBER: u32;
    }
    impl Number for One {
        const NUMBER: u32 = 1;
    }
    impl Number for Two {
        const NUMBER: u32 = 2;
    }

    #[inject]
    fn number<N: Number>(#[inject] _number: Arc<N>) -> Result<u32, Error> {
        Ok(N::NUMBER)
    }

    assert!(number::<One>().is_err());
    dyno::provide(Arc::new(One)).unwrap();
    dyno::provide(Arc::new(Two)).unwrap();
    assert_eq!((number::<One>().unwrap(), number::<Two>().unwrap(), number::<One>().unwrap()), (1, 2, 1));
}

struct Client(u32);

trait Shop {
    async fn stock(&self, sku: u32) -> Result<u32, Error>;
    fn boxed<'a>(&'a self, sku: &'a u32) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + 'a>>;
}

impl Shop for Client {
    #[command]
    async fn stock(&self, sku: u32, #[inject] depot: Dep<dyn Depot>) -> Result<u32, Error> {
        Ok(self.0 + sku + depot.stock())
    }

    #[command(timeout = 5s)]
    fn boxed<'a>(
        &'a self,
        sku: &'a u32,
        #[inject] depot: Arc<dyn Depot>,
    ) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + 'a>> {
        Box::pin(async move { Ok(self.0 + sku + depot.stock()) })
    }
}

impl Client {
    #[command]
    fn add(&mut self, #[inject] depot: Arc<dyn Depot>) -> Result<(), Error> {
        self.0 += depot.stock();
        Ok(())
    }

    #[command(handle = false)]
    fn fresh(#[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(depot.stock())
    }

    #[command(timeout = 5s)]
    fn apart(self: Arc<Self>, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(self.0 + depot.stock())
    }
}

struct Generic<T>(T);

impl<T: Depot + 'static> Generic<T> {
    #[inject]
    fn of(&self, #[inject] other: Arc<T>) -> Result<u32, Error> {
        Ok(self.0.stock() * 100 + other.stock())
    }
}

#[dyno::test]
async fn methods() {
    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    dyno::provide(Arc::new(super::Fixed(7))).unwrap();
    let mut client = Client(100);
    assert_eq!(client.stock(1).await.unwrap(), 111);
    assert_eq!(client.boxed(&2).await.unwrap(), 112);
    client.add().unwrap();
    assert_eq!((client.0, Client::fresh().unwrap()), (110, 10));
    assert_eq!(Generic(super::Fixed(3)).of().unwrap(), 307);
    let apart = tokio::task::spawn_blocking(|| Arc::new(Client(1)).apart());
    assert_eq!(apart.await.unwrap().unwrap(), 11);
}

#[async_trait::async_trait]
trait Old {
    async fn old_stock(&self, sku: u32) -> Result<u32, Error>;
}

#[async_trait::async_trait]
impl Old for Client {
    #[command]
    async fn old_stock(&self, sku: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(self.0 + sku + depot.stock())
    }
}

#[dyno::test]
async fn an_impl_of_async_trait() {
    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    let client: Box<dyn Old> = Box::new(Client(100));
    assert_eq!(client.old_stock(1).await.unwrap(), 111);
}

#[dyno::test]
fn a_function_on_a_pool() {
    #[command(timeout = 5s)]
    fn stock(sku: u32, #[inject] depot: Dep<dyn Depot>) -> Result<u32, Error> {
        Ok(sku + depot.stock())
    }

    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!(stock(1).unwrap(), 11);
    assert_eq!(stock::command(2).submit().result().unwrap(), 12);
    assert_eq!(stock::with(3, depot(20).into()).unwrap(), 23);
}

#[dyno::test(paused)]
async fn all_attempts_get_the_same() {
    #[retry(n = 3)]
    async fn stock(calls: &AtomicU32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        let call = calls.fetch_add(1, Relaxed);
        dyno::Registry::current().replace::<dyn Depot>(self::depot(call));
        if call < 2 { Err(nothing()) } else { Ok(depot.stock()) }
    }

    let calls = AtomicU32::new(0);
    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!(stock(&calls).await.unwrap(), 10);
    assert_eq!(stock::metrics().totals.retries, 2);
}

fn nothing() -> Error {
    dyno::Registry::new().get::<str>().unwrap_err()
}

#[dyno::test]
async fn a_fallback_sees_the_error_and_a_path_gets_the_visible_arguments() {
    #[command(fallback = last_known)]
    async fn by_path(sku: u32, #[inject] _depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Err(nothing())
    }

    fn last_known(sku: u32) -> Result<u32, Error> {
        if sku == 1 { Ok(sku) } else { Err(nothing()) }
    }

    #[command(fallback = |_| Ok(depot.stock() + sku))]
    async fn by_closure(sku: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        drop(depot);
        Err(nothing())
    }

    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!((by_path(1).await.unwrap(), by_closure(2).await.unwrap()), (1, 12));
}

#[dyno::test(paused)]
async fn the_key_of_a_cache_has_nothing_of_it() {
    #[cache(ttl = 30s)]
    async fn detached(sku: u32, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(sku + depot.stock())
    }

    #[cache(ttl = 30s)]
    async fn led(sku: &str, #[inject] depot: Arc<dyn Depot>) -> Result<u32, Error> {
        Ok(u32::try_from(sku.len()).unwrap() + depot.stock())
    }

    let here = dyno::Registry::current();
    here.provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!((detached(1).await.unwrap(), led("a").await.unwrap()), (11, 11));
    here.replace::<dyn Depot>(depot(20));
    assert_eq!((detached(1).await.unwrap(), led("a").await.unwrap()), (11, 11));
    assert_eq!(detached::cache().get(&1), Some(11));
    tokio::time::sleep(Duration::from_secs(31)).await;
    assert_eq!((detached(1).await.unwrap(), led("a").await.unwrap()), (21, 21));
}

#[dyno::test]
async fn a_future_that_is_handed_out() {
    #[command]
    fn stock(sku: u32, #[inject] depot: Arc<dyn Depot>) -> impl Future<Output = Result<u32, Error>> + Send {
        let more = depot.stock();
        async move { Ok(sku + more + depot.stock()) }
    }

    dyno::provide::<dyn Depot>(depot(10)).unwrap();
    assert_eq!(stock(1).await.unwrap(), 21);
    assert_eq!(stock::with(1, depot(20)).await.unwrap(), 41);
}
