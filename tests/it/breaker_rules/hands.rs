//! What is done by hand.

use dyno::{BreakerState, Error, IllegalTransition, TransitionCause, error};
use std::sync::Arc;

use crate::breaker_rig::{NANO, Rig, SECOND, assert_unbroken, just_before, rig};

use BreakerState::{Closed, Disabled, ForcedOpen, HalfOpen, MetricsOnly, Open};

const STATES: [BreakerState; 6] = [Closed, Open, HalfOpen, ForcedOpen, Disabled, MetricsOnly];

/// What a hand does, as the reason of its transition, and where that leads from each of the states above.
const HANDS: [(&str, [Option<BreakerState>; 6]); 5] = [
    ("trip", [Some(Open), Some(Open), Some(Open), None, None, None]),
    ("reset", [Some(Closed); 6]),
    ("stocktaking", [Some(ForcedOpen); 6]),
    ("disable", [Some(Disabled); 6]),
    ("metrics only", [Some(MetricsOnly); 6]),
];

fn hand(rig: &Rig, reason: &str) -> Result<(), IllegalTransition> {
    match reason {
        "trip" => rig.breaker.trip()?,
        "reset" => rig.breaker.reset(),
        "disable" => rig.breaker.disable(),
        "metrics only" => rig.breaker.metrics_only(),
        _ => rig.breaker.force_open(reason, None),
    }
    Ok(())
}

fn by_hand(reason: &str) -> TransitionCause {
    TransitionCause::ByHand { reason: reason.into() }
}

fn bring(rig: &Rig, state: BreakerState) {
    match state {
        Open => rig.breaker.trip().expect("it can be tripped"),
        HalfOpen => rig.half_open(),
        ForcedOpen => rig.breaker.force_open("a test", None),
        Disabled => rig.breaker.disable(),
        MetricsOnly => rig.breaker.metrics_only(),
        _ => {}
    }
    assert_eq!(rig.state(), state);
}

#[test]
fn each_hand_in_each_state() {
    for (reason, outcomes) in HANDS {
        for (from, to) in STATES.into_iter().zip(outcomes) {
            let rig = rig(|it| it);
            bring(&rig, from);
            let before = rig.transitions().len();
            assert_eq!(hand(&rig, reason).is_ok(), to.is_some(), "{reason} when {from}");
            assert_eq!(rig.state(), to.unwrap_or(from), "{reason} when {from}");
            let made = rig.transitions();
            assert_unbroken(&made);
            let made = &made[before..];
            assert_eq!(made.len(), usize::from(to.is_some_and(|to| to != from)), "{reason} when {from}: {made:?}");
            for transition in made {
                assert_eq!(transition.cause, by_hand(reason));
                assert_eq!(&*transition.breaker, "inventory");
            }
        }
    }
}

#[test]
fn what_cannot_be_tripped_says_what_to_do() {
    let rig = rig(|it| it);
    rig.breaker.disable();
    let error = rig.breaker.trip().expect_err("it is disabled");
    assert_eq!((&*error.breaker, error.state, error.asked), ("inventory", Disabled, "tripped"));
    assert_eq!(error.to_string(), "breaker inventory is disabled by hand and cannot be tripped: call `reset()` first");
}

#[test]
fn what_is_forced_open_stays_so_until_it_expires() {
    let rig = rig(|it| it);
    rig.bad(3);
    rig.breaker.force_open("stocktaking", 3600 * SECOND);
    rig.clock.advance(just_before(3600 * SECOND));
    let Err(Error::Open(open)) = rig.breaker.admit() else { panic!("it is forced open") };
    let error::Open { cause, retry_after, since, .. } = Arc::unwrap_or_clone(open);
    assert_eq!((cause, retry_after, since), (Some(by_hand("stocktaking")), Some(NANO), just_before(3600 * SECOND)));
    rig.clock.advance(NANO);
    rig.good(1);
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted, snapshot.failures), (Closed, 1, 0), "with a fresh window");
    assert_eq!(snapshot.cause, Some(TransitionCause::Expired));
}

#[test]
fn what_is_forced_open_again_has_the_new_reason_and_expiry() {
    let rig = rig(|it| it);
    rig.breaker.force_open("stocktaking", SECOND);
    rig.breaker.force_open("fire", None);
    rig.clock.advance(2 * SECOND);
    let Err(Error::Open(open)) = rig.breaker.admit() else { panic!("it is forced open") };
    let error::Open { cause, retry_after, .. } = Arc::unwrap_or_clone(open);
    assert_eq!((cause, retry_after), (Some(by_hand("fire")), None));
    assert_eq!(rig.breaker.snapshot().cause, Some(by_hand("fire")));
}

#[test]
fn a_trip_of_what_has_expired_tells_both_transitions() {
    let rig = rig(|it| it);
    rig.breaker.force_open("stocktaking", SECOND);
    rig.clock.advance(SECOND);
    rig.breaker.trip().expect("it has expired");
    let made = rig.transitions();
    assert_unbroken(&made);
    assert_eq!(made.iter().map(|made| made.to).collect::<Vec<_>>(), [ForcedOpen, Closed, Open]);
}

#[test]
fn disabled_admits_all_and_records_nothing() {
    let rig = rig(|it| it);
    rig.breaker.disable();
    rig.bad(1000);
    rig.good(10);
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted, snapshot.in_a_row), (Disabled, 0, 0));
    rig.breaker.reset();
    assert_eq!(rig.breaker.snapshot().counted, 0);
}

#[test]
fn metrics_only_admits_all_and_records_but_never_trips() {
    let rig = rig(|it| it);
    rig.good(5);
    rig.breaker.metrics_only();
    for _ in 0..100 {
        rig.bad(9);
        rig.good(1);
        rig.clock.advance(SECOND);
    }
    rig.clock.set(99 * SECOND);
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted, snapshot.failures), (MetricsOnly, 100, 90));
    assert_eq!(snapshot.failure_rate, Some(0.9));
    rig.breaker.reset();
    assert_eq!(rig.breaker.snapshot().counted, 0, "with a fresh window");
}

#[test]
fn time_undoes_nothing_that_was_done_by_hand() {
    for state in [ForcedOpen, Disabled, MetricsOnly] {
        let rig = rig(|it| it);
        bring(&rig, state);
        for _ in 0..10 {
            rig.clock.advance(100_000 * SECOND);
            let _ = rig.breaker.admit().map(dyno::Permit::failure);
        }
        assert_eq!(rig.state(), state);
    }
}

#[test]
fn a_reset_of_what_is_closed_gives_a_fresh_window() {
    let rig = rig(|it| it);
    let before = rig.permit();
    rig.bad(19);
    rig.breaker.reset();
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.counted, snapshot.in_a_row), (0, 0));
    before.failure();
    assert_eq!(rig.breaker.snapshot().counted, 0, "this call was admitted before");
    rig.bad(19);
    assert_eq!(rig.state(), Closed);
    assert_eq!(rig.transitions(), [], "and is no event");
}
