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
            "WARN dyno: failed harness=it::harness::before::partly kind=Failed error=an article unlogged=0",
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

/// Panics when its words are asked for, and not when it is shown.
#[derive(Debug)]
enum Shy {
    Full,
}

impl std::fmt::Display for Shy {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("the user's")
    }
}

#[harness]
fn shy() -> Result<u32, Shy> {
    Err(Shy::Full)
}

#[harness(redact = |_: &Shy| -> &'static str { panic!("the user's") })]
fn shyer() -> Result<u32, Shy> {
    Err(Shy::Full)
}

#[dyno::test]
async fn words_that_panic_change_nothing() {
    assert!(matches!(mute().await, Err(Mute)));
    let snapshot = mute::harness().snapshot();
    assert_eq!((snapshot.errors["Mute"], snapshot.panics, snapshot.last[0].text.as_deref()), (1, 0, None));
    assert!(shy().is_err() && shyer().is_err());
    assert_eq!((shy::harness().snapshot().errors["Full"], shyer::harness().snapshot().errors["Shy"]), (1, 1));
    assert!(matches!(dyno::Harness::new("mute").call(|| Err::<u32, _>(Mute)), Err(Mute)));
    assert_eq!(dyno::Harness::new("mute").snapshot().errors.len(), 0, "it lived as long as a handle to it");
    assert_eq!(mute::metrics().totals.calls.failure, 1);
}

/// Has neither `Debug` nor `Display`.
struct Plain;

/// Has a `Debug` alone.
#[derive(Debug)]
struct Shown {
    id: u32,
}

#[harness]
fn shown(id: u32) -> Result<u32, Shown> {
    Err(Shown { id })
}

/// What a user wrote is all that it is.
struct Told(String);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[harness(redact = true)]
fn closed(word: &str) -> Result<u32, Told> {
    Err(Told(word.to_owned()))
}

#[harness(redact = |told: &String| told.as_str())]
fn lent(word: &str) -> Result<u32, String> {
    Err(word.to_owned())
}

#[dyno::test]
fn a_debug_is_nothing_that_may_be_known() {
    let lines = logged(|| assert!(closed("Hunter2").is_err() && lent("Hunter2").is_err()));
    let shown = format!("{:?}", closed::harness().snapshot());
    assert!(!shown.contains("Hunter2") && !lines[0].contains("Hunter2"), "{shown} {lines:?}");
    assert_eq!(closed::harness().snapshot().errors["Told"], 1);
    assert_eq!(lent::harness().snapshot().last[0].text.as_deref(), Some("Hunter2"), "what the closure lends");
    let harness = dyno::Harness::new("words").redacted();
    harness.call(|| Err::<u32, _>(std::io::Error::other("Hunter2"))).unwrap_err();
    harness.pull(&dyno::Fuse::builder("words").blown("Hunter2").build().unwrap().check().unwrap_err());
    let shown = format!("{:?} {}", harness.snapshot(), harness.why());
    assert!(shown.contains("Other") && shown.contains("Blown") && !shown.contains("Hunter2"), "{shown}");
}

#[dyno::test]
fn whoever_asks_why_is_told_what_was_pulled_out() {
    let why = || dyno::why("it::harness::before::shown").unwrap();
    assert!(!why().contains("; harness"), "{}", why());
    shown(4).unwrap_err();
    let expected = "; harness it::harness::before::shown: 1 Shown, 0 panics; the last was Shown: Shown { id: 4 }";
    assert!(why().ends_with(expected), "{}", why());
}

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
    assert_eq!(of("price").errors["Plain"], 1);
    let said = of("price").last[0].text.clone().unwrap();
    assert!(said.ends_with("::Plain`, which has neither `Display` nor `Debug`"), "{said}");
    assert_eq!(of("later").errors.into_keys().collect::<Vec<_>>(), ["Failed"]);
    assert!(matches!(shown(3), Err(Shown { id: 3 })));
    let last = shown::harness().snapshot().last.remove(0);
    assert_eq!((&*last.kind, last.text.as_deref()), ("Shown", Some("Shown { id: 3 }")));
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
