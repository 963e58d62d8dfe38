//! When it trips.

use std::time::Duration;

use dyno::{BreakerSettings, BreakerState, TransitionCause, Window};

use crate::breaker_rig::{NANO, SECOND, just_before, rig};

#[test]
fn a_failure_rate_is_inclusive() {
    for (failures, calls) in (1..=25_u32).flat_map(|calls| (1..=calls).map(move |failures| (failures, calls))) {
        let rate = f64::from(failures) / f64::from(calls);
        for (limit, expected) in [(rate, BreakerState::Open), (rate + 1e-9, BreakerState::Closed)] {
            let rig = rig(|it| it.failure_rate(limit.min(1.0)).min_calls(calls).consecutive(None));
            rig.good(calls - failures);
            rig.bad(failures);
            let expected = if failures == calls { BreakerState::Open } else { expected };
            assert_eq!(rig.state(), expected, "{failures} of {calls} at {limit}");
        }
    }
}

#[test]
fn a_failure_rate_that_is_written_in_percent_is_inclusive() {
    for percent in 1..=100_u32 {
        let text =
            format!(r#"{{"failure_rate": "{percent}%", "min_calls": 100, "consecutive": "off", "jitter": "0%"}}"#);
        let written: BreakerSettings = serde_json::from_str(&text).expect("it can be read");
        let rig = rig(|it| it);
        rig.breaker.configure(|settings| settings.clone_from(&written)).expect("it can be set");
        rig.good(100 - percent);
        rig.bad(percent - 1);
        assert_eq!(rig.state(), BreakerState::Closed, "{} of 99 at {percent} %", percent - 1);
        rig.bad(1);
        assert_eq!(rig.state(), BreakerState::Open, "{percent} of 100 at {percent} %");
    }
}

#[test]
fn no_rate_is_known_below_min_calls() {
    let rig = rig(|it| it.consecutive(None));
    rig.bad(19);
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted), (BreakerState::Closed, 19));
    assert_eq!((snapshot.failure_rate, snapshot.slow_rate), (None, None));
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
    let cause = TransitionCause::FailureRate { rate: 1.0, counted: 20 };
    assert_eq!(rig.breaker.snapshot().cause, Some(cause));
}

#[test]
fn a_rate_is_unknown_again_when_its_calls_are_forgotten() {
    let rig = rig(|it| it);
    rig.good(20);
    assert_eq!(rig.breaker.snapshot().failure_rate, Some(0.0));
    // Ten buckets of a second, and the calls are in the first.
    rig.clock.set(just_before(10 * SECOND));
    assert_eq!(rig.breaker.snapshot().failure_rate, Some(0.0));
    rig.clock.set(10 * SECOND);
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.counted, snapshot.failure_rate), (0, None));
}

#[test]
fn a_window_of_calls_needs_no_more_than_it_holds() {
    let rig = rig(|it| it.window(Window::Calls(5)).min_calls(20).consecutive(None));
    rig.bad(4);
    assert_eq!((rig.state(), rig.breaker.snapshot().failure_rate), (BreakerState::Closed, None));
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
}

#[test]
fn a_window_of_calls_holds_the_last_so_many() {
    let rig = rig(|it| it.window(Window::Calls(10)).failure_rate(0.6).min_calls(1).consecutive(None));
    rig.good(10);
    rig.bad(5);
    rig.good(5);
    assert_eq!(rig.breaker.snapshot().failure_rate, Some(0.5));
    rig.clock.advance(Duration::from_secs(1_000_000));
    assert_eq!(rig.breaker.snapshot().counted, 10, "no time ends it");
    rig.bad(5);
    assert_eq!(rig.state(), BreakerState::Closed, "the five before them are gone");
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
}

#[test]
fn slow_is_longer_than_slow_call() {
    for (time, slow) in [(just_before(SECOND), 0), (SECOND, 0), (SECOND + NANO, 1)] {
        for good in [true, false] {
            let rig = rig(|it| it.slow_call(SECOND));
            rig.takes(time, good);
            let snapshot = rig.breaker.snapshot();
            assert_eq!((snapshot.slow, snapshot.failures), (slow, u64::from(!good)), "{time:?}");
        }
    }
}

#[test]
fn a_slow_rate_is_inclusive_and_successes_reach_it() {
    let rig = rig(|it| it.slow_call(NANO).slow_rate(0.5).min_calls(4).window(Duration::MAX));
    rig.good(2);
    rig.takes(2 * NANO, true);
    assert_eq!(rig.state(), BreakerState::Closed, "1 of 3, and no rate is known");
    rig.takes(2 * NANO, true);
    assert_eq!(rig.breaker.snapshot().cause, Some(TransitionCause::SlowRate { rate: 0.5, counted: 4 }));
}

#[test]
fn no_call_is_slow_by_default() {
    let rig = rig(|it| it.window(Duration::MAX));
    (0..40).for_each(|_| rig.takes(SECOND * 3600, true));
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted, snapshot.slow), (BreakerState::Closed, 40, 0));
}

#[test]
fn what_was_slow_is_not_judged_once_slow_call_is_off() {
    let rig = rig(|it| it.slow_call(NANO).min_calls(3));
    rig.takes(2 * NANO, true);
    rig.takes(2 * NANO, true);
    rig.breaker.configure(|settings| (settings.slow_call, settings.slow_rate) = (None, 0.1)).expect("it can be set");
    rig.good(4);
    rig.bad(1);
    assert_eq!((rig.state(), rig.breaker.snapshot().slow), (BreakerState::Closed, 2));
}

#[test]
fn a_dead_service_that_is_called_once_a_second_is_seen() {
    let rig = rig(|it| it);
    for second in 1..=20 {
        assert_eq!(rig.state(), BreakerState::Closed, "in second {second}");
        rig.clock.advance(SECOND);
        rig.bad(1);
        assert!(rig.breaker.snapshot().failure_rate.is_none() || second == 20);
    }
    assert_eq!(rig.breaker.snapshot().cause, Some(TransitionCause::Consecutive { failures: 20 }));
}

#[test]
fn without_consecutive_low_traffic_is_never_judged() {
    let rig = rig(|it| it.consecutive(None));
    for _ in 0..188 {
        rig.clock.advance(SECOND);
        rig.bad(1);
    }
    assert_eq!((rig.state(), rig.breaker.snapshot().in_a_row), (BreakerState::Closed, 188));
}

#[test]
fn a_success_ends_a_row() {
    let rig = rig(|it| it.failure_rate(None).consecutive(3));
    for _ in 0..5 {
        rig.bad(2);
        rig.good(1);
        rig.permit().ignore();
    }
    rig.bad(2);
    rig.permit().ignore();
    assert_eq!((rig.state(), rig.breaker.snapshot().in_a_row), (BreakerState::Closed, 2));
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
}

#[test]
fn a_trickle_of_successes_is_judged_at_each_turn_of_a_bucket() {
    let rig = rig(|it| it.min_calls(4).consecutive(None));
    rig.good(8);
    rig.clock.advance(SECOND);
    rig.bad(4);
    rig.clock.set(just_before(10 * SECOND));
    rig.good(1);
    assert_eq!(rig.state(), BreakerState::Closed, "4 of 13");
    rig.clock.set(10 * SECOND);
    rig.good(1);
    assert_eq!(rig.breaker.snapshot().cause, Some(TransitionCause::FailureRate { rate: 4.0 / 6.0, counted: 6 }));
}

#[test]
fn a_turn_is_judged_although_settings_were_changed_in_it() {
    let rig = rig(|it| it.min_calls(4).consecutive(None));
    rig.good(8);
    rig.clock.advance(SECOND);
    rig.bad(4);
    rig.clock.set(10 * SECOND);
    rig.breaker.configure(|settings| settings.probes = 1).expect("it can be set");
    rig.good(1);
    assert_eq!(rig.state(), BreakerState::Open, "4 of 5");
}
