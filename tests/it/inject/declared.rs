//! Services that attributes declare.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dyno::{Error, Registry, breaker, command, inject, retry, service};
use tokio::time::sleep;

trait Shop: Send + Sync {
    fn name(&self) -> String;
}

impl Shop for String {
    fn name(&self) -> String {
        self.clone()
    }
}

struct Till(u32);

#[service]
async fn till() -> io::Result<Till> {
    Ok(Till(7))
}

#[service(as = dyn Shop)]
async fn shop(#[inject] till: Arc<Till>) -> io::Result<String> {
    Ok(format!("real {}", till.0))
}

#[inject]
async fn visit(#[inject] shop: Arc<dyn Shop>) -> Result<String, Error> {
    Ok(shop.name())
}

/// What declared services are seen in, with whatever a test does to it.
fn tenant() -> Registry {
    Registry::global().child()
}

#[dyno::test]
async fn whoever_asks_in_the_global_registry_or_below_has_it_built_once() {
    assert_eq!(tenant().scope(visit()).await.unwrap(), "real 7");
    let twice = [tenant().resolve::<Till>().await.unwrap(), Registry::global().resolve::<Till>().await.unwrap()];
    assert!(Arc::ptr_eq(&twice[0], &twice[1]));
}

#[dyno::test]
async fn a_test_has_none_of_them() {
    assert!(matches!(visit().await, Err(Error::Missing { .. })));
    let _swapped = dyno::swap::<dyn Shop>(Arc::new("fake".to_owned()));
    assert_eq!(visit().await.unwrap(), "fake");
}

#[dyno::test]
async fn a_tenant_provides_another() {
    let tenant = tenant();
    tenant.provide::<dyn Shop>(Arc::new("corner".to_owned())).unwrap();
    assert_eq!(tenant.scope(visit()).await.unwrap(), "corner");
}

#[dyno::test]
fn what_is_declared_cannot_be_provided_again() {
    let problem = Registry::global().provide(Arc::new(Till(8))).unwrap_err().to_string();
    assert!(
        problem.contains("declared.rs") && problem.contains("`it::inject::declared::Till` is provided twice"),
        "{problem}"
    );
}

#[dyno::test]
async fn its_function_is_a_command() {
    let before = till::metrics().totals.calls.success;
    assert_eq!(till().await.unwrap().0, 7);
    assert_eq!(till::metrics().totals.calls.success, before + 1);
    assert_eq!(shop::with(Arc::new(Till(9))).await.unwrap(), "real 9");
}

#[derive(Debug)]
struct Ours(Arc<u32>);

impl std::fmt::Display for Ours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused {}", self.0)
    }
}

impl From<Error> for Ours {
    fn from(_: Error) -> Self {
        Self(Arc::new(0))
    }
}

/// What a function may return, and how it may be called.
mod shapes {
    use super::*;

    type Answer<T> = Result<T, Ours>;

    pub(super) struct Plain(pub(super) u8);
    pub(super) struct Blocking(pub(super) u8);
    pub(super) struct Alias(pub(super) u8);
    pub(super) struct Boxed(pub(super) u8);
    pub(super) struct Pooled(pub(super) u8);
    pub(super) struct Replica;

    #[service]
    pub(super) async fn plain() -> Plain {
        Plain(1)
    }

    #[service]
    fn blocking() -> io::Result<Blocking> {
        Ok(Blocking(2))
    }

    #[service]
    async fn aliased() -> Answer<Alias> {
        Ok(Alias(3))
    }

    #[service]
    fn boxed() -> std::pin::Pin<Box<dyn Future<Output = Answer<Boxed>> + Send>> {
        Box::pin(async { Ok(Boxed(4)) })
    }

    #[service(pool = "shapes of services", timeout = 10s)]
    fn pooled() -> Answer<Pooled> {
        Ok(Pooled(5))
    }

    #[service(tag = Replica, as = dyn Shop)]
    async fn replica() -> Answer<impl Shop> {
        Ok("replica".to_owned())
    }

    #[service(tag = "eu")]
    async fn shared() -> Answer<Arc<dyn Shop>> {
        Ok(Arc::new("frankfurt".to_owned()))
    }
}

#[dyno::test]
async fn it_may_be_a_value_or_shared_or_a_result_of_either_at_once_or_later() {
    use shapes::*;
    let tenant = tenant();
    assert_eq!(tenant.resolve::<Plain>().await.unwrap().0, 1);
    assert_eq!(tenant.resolve::<Blocking>().await.unwrap().0, 2);
    assert_eq!(tenant.resolve::<Alias>().await.unwrap().0, 3);
    assert_eq!(tenant.resolve::<Boxed>().await.unwrap().0, 4);
    assert_eq!(tenant.resolve::<Pooled>().await.unwrap().0, 5);
    let replica = tenant.slot_named::<dyn Shop>(dyno::Tag::of::<Replica>());
    assert_eq!(replica.resolve().await.unwrap().name(), "replica");
    assert_eq!(tenant.slot_named::<dyn Shop>("eu").resolve().await.unwrap().name(), "frankfurt");
}

#[dyno::test]
fn one_that_is_async_is_built_for_code_that_is_not() {
    #[inject]
    fn plain(#[inject] plain: Arc<shapes::Plain>) -> Result<u8, Error> {
        Ok(plain.0)
    }
    let _entered = tenant().enter();
    assert_eq!(plain().unwrap(), 1);
}

static FLAKY: AtomicU32 = AtomicU32::new(0);

struct Flaky;

#[breaker("flaky service")]
#[service(timeout = 5s)]
#[retry(3, backoff = fixed(1ms))]
async fn flaky() -> Result<Flaky, Ours> {
    if FLAKY.fetch_add(1, Relaxed) < 2 { Err(Ours(Arc::new(1))) } else { Ok(Flaky) }
}

#[dyno::test]
async fn the_other_attributes_are_honoured() {
    assert!(tenant().resolve::<Flaky>().await.is_ok());
    let global = Registry::global().enter();
    assert_eq!((flaky::metrics().totals.calls.success, flaky::metrics().totals.attempts.failure), (1, 2));
    assert_eq!(flaky::breaker().name(), "flaky service");
    drop(global);
}

mod standing_in {
    use super::*;

    pub(super) struct ByPath(pub(super) &'static str);
    pub(super) struct ByClosure(pub(super) String);
    pub(super) struct Later(pub(super) &'static str);

    #[service(scope = scoped, fallback = other)]
    async fn by_path() -> Result<ByPath, Ours> {
        Err(Ours(Arc::new(1)))
    }

    fn other() -> ByPath {
        ByPath("other")
    }

    #[service(scope = scoped, fallback = |error| ByClosure(error.to_string()))]
    fn by_closure() -> Result<ByClosure, Ours> {
        Err(Ours(Arc::new(2)))
    }

    #[service(scope = scoped, fallback = |_| {
        tokio::task::yield_now().await;
        Err::<Later, _>(io::Error::other("nor that"))
    })]
    async fn later() -> Result<Later, Ours> {
        Err(Ours(Arc::new(3)))
    }
}

#[dyno::test]
async fn something_stands_in_until_it_can_be_built() {
    use standing_in::*;
    let tenant = tenant();
    assert_eq!(tenant.resolve::<ByPath>().await.unwrap().0, "other");
    let told = tenant.resolve::<ByClosure>().await.unwrap().0.clone();
    assert!(told.contains("by_closure") && told.contains("refused 2"), "{told}");
    let neither = tenant.resolve::<Later>().await.map(|later| later.0).unwrap_err().to_string();
    assert!(neither.contains("refused 3") && neither.contains("nor that"), "{neither}");
}

/// Scopes, and the end.
mod ending {
    use super::*;

    pub(super) static CLOSED: Mutex<Vec<String>> = Mutex::new(Vec::new());

    pub(super) struct Log;
    pub(super) struct Session(#[expect(dead_code, reason = "kept")] Arc<Log>);
    pub(super) struct Basket(pub(super) u32);

    #[service(scope = scoped, eager, shutdown = |_log| CLOSED.lock().unwrap().push("log".to_owned()))]
    async fn log() -> Log {
        Log
    }

    #[service(scope = scoped, shutdown = close_session)]
    async fn session(#[inject] log: Arc<Log>) -> Result<Session, Ours> {
        Ok(Session(log))
    }

    async fn close_session(_session: Arc<Session>) -> Result<(), Ours> {
        sleep(Duration::from_millis(1)).await;
        CLOSED.lock().unwrap().push("session".to_owned());
        Err(Ours(Arc::new(9)))
    }

    #[service(scope = transient)]
    async fn basket() -> Basket {
        static BASKETS: AtomicU32 = AtomicU32::new(0);
        Basket(BASKETS.fetch_add(1, Relaxed))
    }
}

#[dyno::test(paused)]
async fn a_scope_has_its_own_and_closes_them_in_the_opposite_order() {
    use ending::*;
    let (one, other) = (tenant(), tenant());
    one.start(Duration::from_secs(1)).await.unwrap();
    assert!(one.get::<Log>().is_ok() && other.get::<Log>().is_err());
    let logs = [one.resolve::<Log>().await.unwrap(), other.resolve::<Log>().await.unwrap()];
    assert!(!Arc::ptr_eq(&logs[0], &logs[1]));
    let baskets = [one.resolve::<Basket>().await.unwrap().0, one.resolve::<Basket>().await.unwrap().0];
    assert_ne!(baskets[0], baskets[1]);

    one.resolve::<Session>().await.unwrap();
    let told = one.shutdown(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(*CLOSED.lock().unwrap(), ["session", "log"]);
    assert_eq!((told.errors.len(), told.unfinished.len()), (1, 0));
    assert!(told.to_string().contains("session: it could not be closed: refused 9"), "{told}");
    assert!(one.resolve::<Session>().await.map(drop).unwrap_err().to_string().contains("shut down"));
    assert!(other.resolve::<Session>().await.is_ok());
    one.shutdown(Duration::ZERO).await.unwrap();
}

/// What `validate` complains of.
mod mistaken {
    use super::*;

    pub(super) struct Hen;
    pub(super) struct Egg;
    pub(super) struct Twin;
    pub(super) struct Keeper;
    pub(super) struct Kept;

    #[service(name = "mistaken hen")]
    async fn hen(#[inject] _egg: Arc<Egg>) -> Result<Hen, Error> {
        Ok(Hen)
    }

    #[service(name = "mistaken egg")]
    async fn egg(#[inject] _hen: Arc<Hen>) -> Result<Egg, Error> {
        Ok(Egg)
    }

    #[service]
    async fn twin() -> Twin {
        Twin
    }

    #[service]
    async fn other_twin() -> Twin {
        Twin
    }

    #[service(name = "mistaken keeper")]
    async fn keeper(#[inject] _kept: Arc<Kept>) -> Result<Keeper, Error> {
        Ok(Keeper)
    }

    #[service(name = "mistaken kept", scope = scoped)]
    async fn kept() -> Kept {
        Kept
    }

    #[command(name = "mistaken tag")]
    pub(super) async fn tagged(#[inject(tag = "ue")] _shop: Arc<dyn Shop>) -> Result<(), Error> {
        Ok(())
    }
}

#[dyno::test]
fn all_that_is_wrong_with_them_is_told_before_the_first_call() {
    let problems = tenant().validate().unwrap_err();
    let told = |what: &str| problems.0.iter().filter(|problem| problem.to_string().contains(what)).count();
    assert_eq!(told("services need each other: mistaken egg -> mistaken hen -> mistaken egg"), 1, "{problems}");
    assert_eq!(told("mistaken::Twin` is provided twice"), 1, "{problems}");
    assert_eq!(told("`mistaken keeper` at"), 1, "{problems}");
    assert_eq!(told("tagged \"ue\""), 1, "{problems}");
    assert!(problems.to_string().contains("tagged \"eu\""), "{problems}");
}

#[dyno::test]
async fn what_the_tenant_provides_is_what_services_of_its_scope_need() {
    let tenant = tenant();
    tenant.provide(Arc::new(ending::Log)).unwrap();
    let before = ending::CLOSED.lock().unwrap().len();
    assert!(tenant.resolve::<ending::Session>().await.is_ok());
    assert!(tenant.scope(mistaken::tagged()).await.is_err());
    assert!(ending::CLOSED.lock().unwrap().len() >= before);
}
