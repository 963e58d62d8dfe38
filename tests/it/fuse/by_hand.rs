//! Blown and reset by hand, for good and for a time.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::Duration;

use dyno::{Error, EventKind, Fuse, FuseCause, ManualClock, Registry};

use super::reason;

const SECOND: Duration = Duration::from_secs(1);

/// Builds the fuse `search` in a registry of its own, whose clock the test moves.
fn fuse() -> (Fuse, ManualClock, Registry) {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _scope = registry.enter();
    (Fuse::builder("search").build().unwrap(), clock, registry.clone())
}

/// What was told of it.
fn told(registry: &Registry) -> Vec<(Option<String>, FuseCause)> {
    let changes = registry.events(0).into_iter().map(|event| match event.kind {
        EventKind::Fuse(change) => (change.blown.map(|reason| reason.to_string()), change.cause),
        other => panic!("nothing else happens here: {other:?}"),
    });
    changes.collect()
}

#[test]
fn a_blown_one_turns_all_away_until_it_is_reset() {
    let (fuse, clock, registry) = fuse();
    fuse.check().unwrap();
    assert!(fuse.is_intact() && fuse.admits("ada"));
    fuse.blow("under load");
    clock.advance(3 * SECOND);
    let error = fuse.check().unwrap_err();
    assert_eq!(error.to_string(), "fuse search has been blown for 3.0s: under load");
    assert_eq!((error.name(), error.retry_after(), error.is_rejection()), ("search", None, true));
    assert_eq!(reason(fuse.check_by("ada")).as_deref(), Some("under load"));
    assert!(!fuse.is_intact() && !fuse.admits("ada"));
    assert_eq!(
        fuse.why(),
        "fuse search has been blown for 3.0s: under load, until somebody resets it, by hand or by settings; 2 were turned away since \
         it was built"
    );
    fuse.reset();
    fuse.check().unwrap();
    assert!(fuse.is_intact());
    assert_eq!(fuse.why(), "fuse search is intact; 2 were turned away since it was built");
    assert_eq!(told(&registry), [(Some("under load".to_owned()), FuseCause::ByHand), (None, FuseCause::ByHand)]);
    let events: Vec<_> = registry.events(0).iter().map(ToString::to_string).collect();
    assert_eq!(events, ["fuse search: blown by hand (under load)", "fuse search: intact again by hand"]);
}

#[test]
fn what_comes_to_the_same_is_no_news() {
    let (fuse, _clock, registry) = fuse();
    fuse.reset();
    fuse.blow("a");
    fuse.blow("a");
    fuse.blow_for("a", SECOND);
    assert_eq!(told(&registry).len(), 1);
    fuse.blow("b");
    assert_eq!(told(&registry).len(), 2);
}

#[test]
fn for_a_time_it_is_and_then_what_it_was() {
    let (fuse, clock, registry) = fuse();
    fuse.blow_for("a peak", 10 * SECOND);
    clock.advance(4 * SECOND);
    let error = fuse.check().unwrap_err();
    assert_eq!(error.to_string(), "fuse search has been blown for 4.0s: a peak; it is intact again in 6.0s");
    assert_eq!(error.retry_after(), Some(6 * SECOND));
    assert_eq!(fuse.snapshot().retry_after, Some(6 * SECOND));
    clock.advance(6 * SECOND);
    // Whoever only looks changes nothing, and sees what holds.
    assert!(fuse.snapshot().is_intact() && fuse.snapshot().retry_after.is_none());
    assert_eq!(told(&registry).len(), 1);
    fuse.check().unwrap();
    assert_eq!(told(&registry)[1], (None, FuseCause::Expired));
    assert_eq!(fuse.snapshot().rejected, 1);
    assert_eq!(fuse.why(), "fuse search is intact; 1 was turned away since it was built");
}

#[test]
fn as_a_condition_it_tells_that_a_time_is_over() {
    let (fuse, clock, registry) = fuse();
    fuse.blow_for("a peak", SECOND);
    clock.advance(SECOND);
    assert!(fuse.is_intact());
    assert_eq!(told(&registry)[1..], [(None, FuseCause::Expired)]);
    fuse.blow_for("a peak", SECOND);
    clock.advance(SECOND);
    assert!(fuse.admits("ada") && fuse.is_intact());
    assert_eq!(told(&registry)[3..], [(None, FuseCause::Expired)]);
}

#[test]
fn each_time_that_it_is_blown_is_told() {
    let (fuse, clock, registry) = fuse();
    for _ in 0..3 {
        fuse.blow_for("a peak", SECOND);
        clock.advance(2 * SECOND);
    }
    fuse.reset();
    let blown = || (Some("a peak".to_owned()), FuseCause::ByHand);
    let intact = || (None, FuseCause::Expired);
    assert_eq!(told(&registry), [blown(), intact(), blown(), intact(), blown(), intact()]);
    fuse.blow("for good");
    fuse.blow_for("a peak", SECOND);
    clock.advance(SECOND);
    fuse.configure(|settings| settings.blown = None).unwrap();
    let events = told(&registry);
    assert_eq!(events[8..], [(Some("for good".to_owned()), FuseCause::Expired), (None, FuseCause::Settings)]);
}

#[test]
fn it_says_what_comes_after_a_time() {
    let (fuse, clock, _registry) = fuse();
    fuse.blow("for good");
    fuse.blow_for("a peak", 5 * SECOND);
    clock.advance(SECOND);
    let snapshot = fuse.snapshot();
    assert_eq!(
        (snapshot.left, snapshot.then.as_deref(), snapshot.retry_after),
        (Some(4 * SECOND), Some("for good"), None)
    );
    let why = fuse.why();
    assert!(
        why.starts_with("fuse search has been blown for 1.0s: a peak, for another 4.0s, and then: for good; 0 were"),
        "{why}"
    );
}

#[test]
fn words_stay_in_their_line_and_none_are_told_as_none() {
    let (fuse, _clock, registry) = fuse();
    fuse.blow("two\nlines in \u{1b}[31mred");
    let (error, event) = (fuse.check().unwrap_err().to_string(), registry.events(0)[0].to_string());
    for told in [fuse.why(), error, event, format!("{}", fuse.check().unwrap_err())] {
        assert!(told.contains(r"two\nlines in \u{1b}[31mred"), "{told}");
    }
    assert_eq!(reason(fuse.check()).as_deref(), Some("two\nlines in \u{1b}[31mred"));
    fuse.blow(" ");
    assert_eq!(reason(fuse.check()).as_deref(), Some("nobody said why"));
}

#[test]
fn what_is_blown_for_good_is_that_again_after_a_time() {
    let (fuse, clock, _registry) = fuse();
    fuse.blow("for good");
    fuse.blow_for("for a time", SECOND);
    let error = fuse.check().unwrap_err();
    assert_eq!((reason(Err::<(), _>(error.clone())).as_deref(), error.retry_after()), (Some("for a time"), None));
    clock.advance(SECOND);
    assert_eq!(reason(fuse.check()).as_deref(), Some("for good"));
    fuse.blow_for("again", SECOND);
    fuse.reset();
    clock.advance(SECOND);
    fuse.check().unwrap();
}

#[test]
fn no_time_and_all_time_are_what_they_say() {
    let (fuse, clock, _registry) = fuse();
    fuse.blow_for("not at all", Duration::ZERO);
    fuse.check().unwrap();
    fuse.blow_for("for ever", Duration::MAX);
    clock.advance(SECOND * 1_000_000);
    assert_eq!(reason(fuse.check()).as_deref(), Some("for ever"));
    assert_eq!((fuse.snapshot().left, fuse.check().unwrap_err().retry_after()), (None, None));
    assert!(fuse.why().contains("until somebody resets it"));
}

#[tokio::test]
async fn round_a_block() {
    let (fuse, ..) = fuse();
    assert_eq!(fuse.call(|| Ok::<_, Error>(1)).unwrap(), 1);
    assert_eq!(fuse.call_by("ada", || Ok::<_, Error>(2)).unwrap(), 2);
    assert_eq!(fuse.call_async(async { Ok::<_, Error>(3) }).await.unwrap(), 3);
    assert_eq!(fuse.call_async_by(&7, async { Ok::<_, Error>(4) }).await.unwrap(), 4);
    // What happens inside never blows it.
    for _ in 0..1_000 {
        fuse.call(|| Err::<(), _>(super::Failed::Wrong)).unwrap_err();
    }
    assert!(fuse.is_intact());
    fuse.blow("shut");
    let never = || -> Result<u32, Error> { unreachable!("it is blown") };
    assert_eq!(reason(fuse.call(never)).as_deref(), Some("shut"));
    assert_eq!(reason(fuse.call_by("ada", never)).as_deref(), Some("shut"));
    assert_eq!(reason(fuse.call_async(async { never() }).await).as_deref(), Some("shut"));
    assert_eq!(reason(fuse.call_async_by("ada", async { never() }).await).as_deref(), Some("shut"));
}

#[test]
fn it_is_found_by_its_name_while_it_lives() {
    let (fuse, _clock, registry) = fuse();
    let _scope = registry.enter();
    dyno::fuse("search").unwrap().blow("found");
    assert!(!fuse.is_intact());
    let unknown = dyno::fuse("serch").unwrap_err();
    assert_eq!(unknown.to_string(), "no fuse is called `serch` here: did you mean `search`?");
    assert!(dyno::why("search").unwrap().starts_with("fuse search has been blown"));
    assert_eq!(dyno::snapshot().fuses.iter().filter(|seen| seen.name == "search" && !seen.is_intact()).count(), 1);
    drop(fuse);
    assert!(dyno::fuse("search").is_err());
}

#[test]
fn under_load_every_call_is_let_in_or_turned_away() {
    let (fuse, ..) = fuse();
    let is_over = AtomicBool::new(false);
    let turned_away: u64 = thread::scope(|scope| {
        let callers = [(); 2].map(|()| {
            scope.spawn(|| {
                let mut turned_away = 0;
                while !is_over.load(Relaxed) {
                    turned_away += u64::from(fuse.check().is_err());
                }
                turned_away
            })
        });
        for round in 0..2_000 {
            match round % 3 {
                0 => fuse.blow("for good"),
                1 => fuse.blow_for("for a time", Duration::from_nanos(round)),
                _ => fuse.reset(),
            }
        }
        is_over.store(true, Relaxed);
        callers.into_iter().map(|caller| caller.join().unwrap()).sum()
    });
    assert_eq!(fuse.snapshot().rejected, turned_away);
    fuse.reset();
    fuse.check().unwrap();
}
