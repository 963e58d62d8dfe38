//! Before a function: in the innermost place, once for each attempt.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use dyno::{Error, Submit, command, harness};

use super::logged;

#[derive(Clone, Debug, thiserror::Error)]
enum Failed {
    #[error("no such article: {0}")]
    Unknown(u32),
    #[error("busy")]
    Busy,
    #[error(transparent)]
    Guard(#[from] Error),
}

static ASKED: AtomicU32 = AtomicU32::new(0);

#[harness]
#[command(retry(n = 3, backoff = off), ignore = |error: &Failed| matches!(error, Failed::Unknown(_)), fallback = |_| Ok(0))]
async fn stock(id: u32) -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    match (id, ASKED.fetch_add(1, Relaxed)) {
        (0, _) => Err(Failed::Unknown(id)),
        (_, 0) => panic!("the first one"),
        (_, asked) if asked < 9 => Err(Failed::Busy),
        _ => Ok(id),
    }
}

#[dyno::test]
async fn each_attempt_is_seen_as_it_left_the_body() {
    assert!(stock(1).submit().await.is_err_and(|error| matches!(error, Failed::Guard(Error::Panicked { .. }))));
    assert_eq!(stock(1).await.unwrap(), 0, "the fallback's");
    assert!(matches!(stock(0).await, Err(Failed::Unknown(0))), "what is ignored is seen as well");
    let snapshot = stock::harness().snapshot();
    let kinds: Vec<_> = snapshot.errors.iter().map(|(kind, count)| (&**kind, *count)).collect();
    assert_eq!((kinds, snapshot.panics), (vec![("Busy", 3), ("Unknown", 1)], 1));
    let last = snapshot.last.last().unwrap();
    assert_eq!(last.text.as_deref(), Some("no such article: 0"));
    let plan = stock::plan().to_string();
    assert!(plan.contains("harness \"it::harness::before::stock\""), "{plan}");
    assert_eq!(dyno::snapshot().harnesses.iter().filter(|seen| seen.name == stock::harness().name()).count(), 1);
}

#[harness(redact = true)]
fn secret(name: &str) -> Result<u32, String> {
    if name.is_empty() { Ok(0) } else { Err(format!("no {name} here")) }
}

#[harness(redact = |error: &Failed| match error {
    Failed::Unknown(_) => "an article",
    _ => "something",
})]
fn partly(id: u32) -> Result<u32, Failed> {
    assert!(id < 9, "a panic of {id}");
    Err(Failed::Unknown(id))
}

#[dyno::test]
fn what_is_said_is_what_may_be_known() {
    let lines = logged(|| {
        assert_eq!(secret("ada"), Err("no ada here".to_owned()));
        partly(7).unwrap_err();
        catch_unwind(|| partly(9)).unwrap_err();
    });
    assert_eq!(
        lines,
        [
            "WARN dyno: failed harness=it::harness::before::secret kind=String error=redacted unlogged=0",
            "WARN dyno: failed harness=it::harness::before::partly kind=Unknown error=an article unlogged=0",
            "ERROR dyno: panicked harness=it::harness::before::partly error=redacted unlogged=0",
        ]
    );
    assert_eq!(partly::metrics().totals.calls.panicked, 1);
}

/// Panics when it is written.
struct Mute;

impl std::fmt::Debug for Mute {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("the user's")
    }
}

impl std::fmt::Display for Mute {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("the user's")
    }
}

#[harness]
async fn mute() -> Result<u32, Mute> {
    Err(Mute)
}

#[dyno::test]
async fn words_that_panic_change_nothing() {
    assert!(matches!(mute().await, Err(Mute)));
    let snapshot = mute::harness().snapshot();
    assert_eq!(
        (snapshot.errors.values().sum::<u64>(), snapshot.panics, snapshot.last[0].text.as_deref()),
        (1, 0, None)
    );
    assert!(matches!(dyno::Harness::new("mute").call(|| Err::<u32, _>(Mute)), Err(Mute)));
    assert_eq!(dyno::Harness::new("mute").snapshot().errors.len(), 0, "it lived as long as a handle to it");
    assert_eq!(mute::metrics().totals.calls.failure, 1);
}

/// Has neither `Debug` nor `Display`.
struct Plain;

struct Shop(u32);

impl Shop {
    #[harness]
    fn price(&mut self) -> Result<&mut u32, Plain> {
        if self.0 == 0 { Err(Plain) } else { Ok(&mut self.0) }
    }

    #[harness]
    #[command(timeout = 5s)]
    async fn later<E: Clone + From<Error>>(&self, error: E) -> Result<u32, E> {
        Err(error)
    }

    #[harness]
    fn nothing(&self) {
        assert!(self.0 > 0, "sold out");
    }
}

#[dyno::test]
async fn any_function_can_stand_in_one() {
    let mut shop = Shop(0);
    assert!(shop.price().is_err());
    assert!(matches!(shop.later(Failed::Busy).await, Err(Failed::Busy)));
    assert!(catch_unwind(AssertUnwindSafe(|| shop.nothing())).is_err());
    shop.0 = 3;
    assert_eq!(shop.price().map(|price| *price).ok(), Some(3));
    shop.nothing();
    let of = |name: &str| dyno::harness(&format!("it::harness::before::Shop::{name}")).unwrap().snapshot();
    let kind = of("price").errors.into_keys().next().unwrap();
    assert!(kind.contains("Plain"), "{kind}");
    assert_eq!(of("later").errors.into_keys().collect::<Vec<_>>().len(), 1);
    assert_eq!((of("nothing").panics, of("nothing").errors.len()), (1, 0));
}

#[harness]
#[command(pool, timeout = 5s)]
fn apart(id: u32) -> Result<u32, Failed> {
    if id == 0 { Err(Failed::Busy) } else { Ok(id) }
}

#[harness]
#[command(cache(ttl = 10s))]
async fn kept(id: u32) -> Result<u32, Failed> {
    if id == 0 { Err(Failed::Busy) } else { Ok(id) }
}

#[dyno::test]
async fn on_a_pool_and_under_a_cache_as_well() {
    assert_eq!((apart(1).unwrap(), kept(1).await.unwrap(), kept(1).await.unwrap()), (1, 1, 1));
    assert!(apart(0).is_err() && kept(0).await.is_err());
    assert_eq!(apart::harness().snapshot().errors["Busy"], 1);
    assert_eq!(kept::harness().snapshot().errors["Busy"], 1);
}
