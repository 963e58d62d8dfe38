//! Round a block and by hand.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::time::Duration;

use dyno::{Harness, ManualClock, Registry};

use super::logged;

/// Makes the harness `cache` in a registry of its own, whose clock the test moves.
fn harness() -> (Harness, ManualClock, Registry) {
    let clock = ManualClock::new();
    let registry = Registry::with_clock(&clock);
    let _scope = registry.enter();
    (Harness::new("cache"), clock, registry.clone())
}

#[derive(Debug, PartialEq, thiserror::Error)]
enum Failed {
    #[error("{0} said no")]
    Refused(&'static str),
    #[error("after {by} ms")]
    Late { by: u32 },
}

#[tokio::test]
async fn what_passes_is_untouched_and_counted_by_its_kind() {
    let (harness, clock, _registry) = harness();
    assert_eq!(harness.call(|| Ok::<_, Failed>(7)), Ok(7));
    clock.advance(Duration::from_secs(3));
    assert_eq!(harness.call(|| Err::<u32, _>(Failed::Refused("ada"))), Err(Failed::Refused("ada")));
    assert_eq!(harness.call_async(async { Err::<u32, _>(Failed::Late { by: 4 }) }).await, Err(Failed::Late { by: 4 }));
    harness.pull(&Failed::Late { by: 5 });
    harness.pull(&"a text");
    harness.pull(&io::Error::other("the disk"));
    let snapshot = harness.snapshot();
    let kinds: Vec<_> = snapshot.errors.iter().map(|(kind, count)| (&**kind, *count)).collect();
    assert_eq!(kinds, [("Late", 2), ("Other", 1), ("Refused", 1), ("str", 1)]);
    assert_eq!((snapshot.panics, snapshot.last.len()), (0, 5));
    let first = &snapshot.last[0];
    assert_eq!(
        (first.at, &*first.kind, first.text.as_deref()),
        (Duration::from_secs(3), "Refused", Some("ada said no"))
    );
    assert_eq!(
        harness.why(),
        "harness cache: 2 Late, 1 Other, 1 Refused, 1 str, 0 panics; the last was Other: the disk"
    );
}

#[tokio::test]
async fn a_panic_passes_with_what_it_carries() {
    let (harness, ..) = harness();
    let panic = catch_unwind(AssertUnwindSafe(|| harness.call(|| -> Result<u32, Failed> { panic_any(41_u32) })));
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&41_u32));
    let task = harness.call_async(async {
        tokio::task::yield_now().await;
        assert!(std::hint::black_box(false), "there is one");
        Ok::<_, Failed>(7)
    });
    let mut task = Box::pin(task);
    let mut polls = 0;
    let panic = std::future::poll_fn(|cx| {
        polls += 1;
        match catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(cx))) {
            Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
            Ok(std::task::Poll::Ready(returned)) => panic!("it returned {returned:?}"),
            Err(panic) => std::task::Poll::Ready(panic),
        }
    })
    .await;
    assert_eq!((panic.downcast_ref(), polls), (Some(&"there is one"), 2));
    let snapshot = harness.snapshot();
    assert_eq!((snapshot.panics, snapshot.errors.len()), (2, 0));
    let texts: Vec<_> = snapshot.last.iter().map(|error| (error.is_panic, error.text.as_deref())).collect();
    assert_eq!(texts, [(true, Some("it did not say why")), (true, Some("there is one"))]);
}

#[test]
fn ten_a_second_are_logged_and_the_others_counted() {
    let (harness, clock, _registry) = harness();
    let lines = logged(|| {
        for _ in 0..25 {
            harness.pull(&Failed::Late { by: 1 });
        }
        clock.advance(Duration::from_secs(1));
        harness.pull(&Failed::Refused("bob"));
    });
    assert_eq!(lines.len(), 11);
    assert_eq!(lines[0], "WARN dyno: failed harness=cache kind=Late error=after 1 ms unlogged=0");
    assert_eq!(lines[10], "WARN dyno: failed harness=cache kind=Refused error=bob said no unlogged=15");
    assert_eq!(harness.snapshot().errors["Late"], 25);
    assert_eq!(harness.snapshot().last.len(), 20);
}

#[test]
fn a_storm_of_errors_hides_no_panic_and_no_second_has_more() {
    let (harness, clock, _registry) = harness();
    let storm = |errors: u32| (0..errors).for_each(|by| harness.pull(&Failed::Late { by }));
    let panic = || _ = catch_unwind(AssertUnwindSafe(|| harness.call(|| -> Result<u32, Failed> { panic!("of note") })));
    let lines = logged(|| {
        storm(1);
        clock.advance(Duration::from_millis(990));
        storm(30);
        panic();
        clock.advance(Duration::from_millis(20));
        // One of those ten is a second old by now.
        storm(30);
    });
    assert_eq!(lines.len(), 12, "{lines:?}");
    assert_eq!(lines[10], "ERROR dyno: panicked harness=cache error=of note unlogged=0");
    assert_eq!(lines[11], "WARN dyno: failed harness=cache kind=Late error=after 0 ms unlogged=21");
    let snapshot = harness.snapshot();
    assert_eq!((snapshot.last.len(), snapshot.last[0].text.as_deref()), (21, Some("of note")));
    assert!(harness.why().starts_with("harness cache: 61 Late, 1 panic; the last was Late"), "{}", harness.why());
}

#[test]
fn little_is_kept_of_what_has_no_end() {
    let (harness, ..) = harness();
    let lines = logged(|| {
        harness.pull(&"ä".repeat(1_000_000));
        let _ = catch_unwind(AssertUnwindSafe(|| harness.call(|| -> Result<u32, Failed> { panic!("{:9999}", 1) })));
    });
    assert!(lines.iter().all(|line| line.chars().count() < 4_100));
    let said = harness.snapshot().last.into_iter().filter_map(|error| error.text);
    assert!(said.inspect(|text| assert!(text.ends_with('…'))).all(|text| text.chars().count() == 4_001));
    harness.pull(&"two\nlines\u{1b}[2J");
    assert!(harness.why().ends_with(r"the last was str: two\nlines\u{1b}[2J"), "{}", harness.why());
}

#[test]
fn what_is_redacted_is_nowhere() {
    let (harness, ..) = harness();
    let harness = harness.redacted();
    let lines = logged(|| {
        harness.call(|| Err::<u32, _>(Failed::Refused("ada"))).unwrap_err();
        catch_unwind(AssertUnwindSafe(|| harness.call(|| -> Result<u32, Failed> { panic!("of ada") }))).unwrap_err();
    });
    assert_eq!(
        lines,
        [
            "WARN dyno: failed harness=cache kind=Failed error=redacted unlogged=0",
            "ERROR dyno: panicked harness=cache error=redacted unlogged=0",
        ]
    );
    let shown = format!("{:?} {}", harness.snapshot(), harness.why());
    assert!(!shown.contains("ada"), "{shown}");
}

#[test]
fn it_is_shared_by_its_name_and_bounded() {
    let (harness, _clock, registry) = harness();
    let _scope = registry.enter();
    Harness::new("cache").pull(&Failed::Refused("ada"));
    dyno::harness("cache").unwrap().pull(&Failed::Refused("ada"));
    assert_eq!(harness.snapshot().errors["Refused"], 2);
    assert!(dyno::why("cache").unwrap().starts_with("harness cache: 2 Refused"));
    assert_eq!(
        dyno::harness("cahce").unwrap_err().to_string(),
        "no harness is called `cahce` here: did you mean `cache`?"
    );
    let json = serde_json::to_value(harness.snapshot()).unwrap();
    assert_eq!((&json["errors"]["Refused"], &json["last"][0]["text"]), (&2.into(), &"ada said no".into()));
    drop(harness);
    let elsewhere = Registry::new();
    let _scope = elsewhere.enter();
    assert_eq!(Harness::new("cache").snapshot().errors.len(), 0, "another registry has its own");
}
