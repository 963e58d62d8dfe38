//! A fuse before a function: it is asked first, and what it refuses is nobody's failure.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use dyno::{BreakerState, Cause, Command, Error, SettingsError, Submit, command, fuse};

use super::{Failed, reason};

#[command(fuse = "catalogue")]
fn search() -> Result<u32, Failed> {
    Ok(3)
}

#[fuse("catalogue")]
#[dyno::timeout(2s)]
async fn suggest() -> Result<u32, Failed> {
    Ok(7)
}

#[dyno::test]
async fn functions_share_it_by_name() {
    assert_eq!((search().unwrap(), suggest().await.unwrap()), (3, 7));
    dyno::fuse("catalogue").unwrap().blow("under load");
    assert_eq!(reason(search()).as_deref(), Some("under load"));
    assert_eq!(reason(suggest().await).as_deref(), Some("under load"));
    assert_eq!(reason(suggest().submit().await).as_deref(), Some("under load"));
    let totals = suggest::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected, totals.attempts.rejected), (1, 2, 2));
    search::fuse().reset();
    assert_eq!((search().unwrap(), suggest().await.unwrap()), (3, 7));
}

#[fuse]
fn own() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn one_without_a_name_has_the_functions() {
    assert_eq!(own().unwrap(), 1);
    let fuse = own::fuse();
    assert_eq!(fuse.name(), "it::fuse::before::own");
    assert_eq!(own::metrics().fuse.as_deref(), Some(fuse.name()));
    assert!(dyno::why(fuse.name()).unwrap().ends_with("; its fuse is `it::fuse::before::own`"));
    let plan = own::plan().to_string();
    let lines: Vec<_> = plan.lines().map(|line| line.split("  ").next().unwrap_or_default()).collect();
    assert_eq!(lines[1], r#"1. fuse "it::fuse::before::own", intact"#, "{plan}");
    assert!(plan.contains("blown = off") && plan.contains("admit = 100%"), "{plan}");
}

#[command(fuse(blown = "not tested yet"), fallback = |cause| matches!(cause, Cause::Dyno(Error::Blown { .. })))]
fn answered() -> bool {
    panic!("it is blown")
}

#[dyno::test]
fn a_fallback_answers_for_it() {
    assert!(answered());
    let metrics = answered::metrics();
    assert_eq!((metrics.totals.calls.rejected, metrics.totals.fallback_success), (1, 1));
    answered::fuse().blow("still not");
    assert!(answered());
}

static ASKED: AtomicU32 = AtomicU32::new(0);

#[command(fuse, breaker(consecutive = 2, count_rejections = true), retry(n = 3, backoff = off), bulkhead = 1, rate_limit = 3 / 1h)]
fn guarded() -> Result<u32, Failed> {
    ASKED.fetch_add(1, Relaxed);
    Ok(5)
}

#[command(fuse("for nobody", admit = 0%), breaker, name = "closed to all")]
fn closed_to_all() -> Result<u32, Failed> {
    Ok(5)
}

#[dyno::test]
fn that_it_lets_nobody_pass_is_said_beside_the_breaker() {
    assert!(closed_to_all().is_err());
    let why = dyno::why("closed to all").unwrap();
    assert!(why.starts_with("breaker closed to all"), "{why}");
    assert!(why.contains("; fuse for nobody is intact and admits 0%; 1 was turned away"), "{why}");
}

#[dyno::test]
fn it_is_asked_before_all_else_and_is_no_news() {
    guarded::fuse().blow("shut");
    for _ in 0..50 {
        assert_eq!(reason(guarded()).as_deref(), Some("shut"));
    }
    assert_eq!((ASKED.load(Relaxed), guarded::breaker().state()), (0, BreakerState::Closed));
    let metrics = guarded::metrics();
    assert_eq!((metrics.totals.calls.rejected, metrics.totals.retries), (50, 0));
    assert_eq!((guarded::rate_limit().snapshot().available, guarded::bulkhead().snapshot().active), (3, 0));
    guarded::fuse().reset();
    assert_eq!(guarded().unwrap(), 5);
    guarded::breaker().trip().unwrap();
    guarded::fuse().blow("shut");
    assert!(guarded().is_err());
    assert_eq!(reason(guarded()).as_deref(), Some("shut"), "the fuse speaks before the breaker");
}

#[command(fuse, cache(ttl = 10s, stale_if_error = 10m))]
fn kept(id: u32) -> Result<u32, Failed> {
    Ok(id + 1)
}

#[dyno::test(paused)]
async fn what_is_in_the_cache_is_there_without_it() {
    assert_eq!(kept(1).unwrap(), 2);
    kept::fuse().blow("shut");
    assert_eq!(kept(1).unwrap(), 2);
    assert_eq!(reason(kept(2)).as_deref(), Some("shut"));
    tokio::time::advance(Duration::from_secs(20)).await;
    assert_eq!(kept(1).unwrap(), 2, "stale, as where the breaker is open");
    kept::fuse().reset();
    assert_eq!(kept(2).unwrap(), 3);
}

struct Shop(u32);

impl Shop {
    #[fuse("shop")]
    fn stock(&mut self) -> Result<u32, Failed> {
        self.0 += 1;
        Ok(self.0)
    }

    #[fuse("shop", admit = 50%, by = (self.0, &id))]
    async fn price<T: std::hash::Hash>(&self, id: T) -> Result<u32, Failed> {
        drop(id);
        Ok(self.0)
    }
}

#[dyno::test]
async fn methods_have_one_too() {
    let mut shop = Shop(0);
    let fuse = dyno::fuse("shop").unwrap();
    let inside = (0..99_u32).find(|id| fuse.admits(&(0_u32, id))).unwrap();
    let outside = (0..99_u32).find(|id| !fuse.admits(&(0_u32, id))).unwrap();
    assert_eq!(shop.price(inside).await.unwrap(), 0);
    assert_eq!(reason(shop.price(outside).await), None);
    fuse.configure(|settings| settings.admit = 1.0).unwrap();
    assert_eq!(shop.stock().unwrap(), 1);
    fuse.blow("closed");
    assert_eq!(reason(shop.stock()).as_deref(), Some("closed"));
    assert_eq!(shop.0, 1);
}

#[dyno::test]
async fn a_built_command_has_one_too() -> Result<(), SettingsError> {
    let one = Command::builder("one with a fuse").fuse_named("both", |fuse| fuse).build()?;
    let other = Command::builder("other with a fuse").fuse_named("both", |fuse| fuse).build()?;
    dyno::fuse("both").unwrap().blow("both of them");
    assert_eq!(reason(one.call(|| Ok::<_, Failed>(1))).as_deref(), Some("both of them"));
    assert_eq!(reason(other.call_async(async { Ok::<_, Failed>(1) }).await).as_deref(), Some("both of them"));
    assert_eq!(other.call_here(|| Ok::<_, Failed>(1)).map_err(|_| ()), Err(()));
    let error = Command::builder("one with a fuse").fuse_named("both", |fuse| fuse.admit(0.5)).build().unwrap_err();
    assert!(matches!(error, SettingsError::Conflict { .. }), "{error}");
    Ok(())
}

#[command(fuse = "sliced", timeout = 5s, pool)]
fn apart() -> Result<u32, Failed> {
    Ok(9)
}

#[dyno::test]
fn on_a_pool_as_well() {
    assert_eq!(apart().unwrap(), 9);
    apart::fuse().blow("no threads");
    assert_eq!(reason(apart()).as_deref(), Some("no threads"));
    assert_eq!(reason(apart::command().submit().result()).as_deref(), Some("no threads"));
}
