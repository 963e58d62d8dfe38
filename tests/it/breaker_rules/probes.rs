//! What happens when it is half-open.

use dyno::{BreakerState, Error, Permit, TransitionCause, Window, error};
use std::sync::Arc;

use crate::breaker_rig::{NANO, SECOND, just_before, rig};

#[test]
fn as_many_are_admitted_as_there_are_probes() {
    let rig = rig(|it| it);
    rig.half_open();
    let probes: Vec<_> = (0..5).map(|_| rig.permit()).collect();
    assert!(rig.breaker.admit().is_err());
    for (ended, probe) in (1..).zip(probes) {
        assert_eq!(rig.state(), BreakerState::HalfOpen);
        assert!(rig.breaker.admit().is_err(), "{} have reported", ended - 1);
        probe.success();
    }
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted), (BreakerState::Closed, 0), "with a fresh window");
    assert_eq!(snapshot.cause, Some(TransitionCause::ProbesPassed { counted: 5 }));
}

#[test]
fn the_verdict_comes_when_enough_have_reported() {
    // min_calls, probes, failures, successes, and what comes of it at the last.
    for (min_calls, probes, failures, successes, verdict) in [
        (20, 5, 3, 2, BreakerState::Open),
        (20, 5, 2, 3, BreakerState::Closed),
        (20, 4, 2, 2, BreakerState::Open),
        (2, 5, 1, 1, BreakerState::Open),
        (2, 5, 0, 2, BreakerState::Closed),
        (20, 1, 1, 0, BreakerState::Open),
    ] {
        let rig = rig(|it| it.min_calls(min_calls).probes(probes));
        rig.half_open();
        for call in 0..failures + successes {
            assert_eq!(rig.state(), BreakerState::HalfOpen, "after {call} of min({min_calls}, {probes})");
            if call < failures { rig.bad(1) } else { rig.good(1) }
        }
        assert_eq!(rig.state(), verdict, "{failures} of {} with {min_calls}, {probes}", failures + successes);
    }
}

#[test]
fn slow_probes_open_it_again() {
    let rig = rig(|it| it.slow_call(NANO).probes(2));
    rig.half_open();
    rig.takes(2 * NANO, true);
    rig.takes(2 * NANO, true);
    let cause = rig.breaker.snapshot().cause.expect("it was opened again");
    let TransitionCause::ProbesFailed { failures, slow, counted, .. } = cause else { panic!("{cause}") };
    assert_eq!((failures, slow, counted), (0, 2, 2));
}

#[test]
fn without_a_failure_rate_all_probes_must_fail() {
    for (failures, state) in [(2, BreakerState::Closed), (3, BreakerState::Open)] {
        let rig = rig(|it| it.failure_rate(None).consecutive(2).probes(3).window(Window::Calls(10)));
        rig.half_open();
        rig.good(3 - failures);
        rig.bad(failures);
        assert_eq!(rig.state(), state, "{failures} of 3 failed");
    }
}

#[test]
fn neutral_ends_give_the_place_back() {
    let rig = rig(|it| it.probes(1));
    rig.half_open();
    for _ in 0..20 {
        rig.permit().ignore();
        drop(rig.permit());
    }
    let snapshot = rig.breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.counted), (BreakerState::HalfOpen, 0));
}

#[test]
fn a_probe_that_does_not_report_gives_its_place_back_when_its_lease_ends() {
    for lease in [None, Some(2 * SECOND)] {
        let rig = rig(|it| it.probes(2).probe_lease(lease));
        let lease = lease.unwrap_or(5 * SECOND);
        rig.half_open();
        let first = rig.permit();
        rig.clock.advance(SECOND);
        let second = rig.permit();
        let left = rig.breaker.admit().map(Permit::ignore).expect_err("both places are taken").retry_after();
        assert_eq!(left, Some(lease.saturating_sub(SECOND)));
        rig.clock.advance(just_before(lease.saturating_sub(SECOND)));
        assert!(rig.breaker.admit().is_err());
        rig.clock.advance(NANO);
        let third = rig.permit();
        assert!(rig.breaker.admit().is_err(), "only the first is overdue");
        first.ignore();
        assert!(rig.breaker.admit().is_err(), "it has no place to give back any more");
        second.success();
        third.success();
        assert_eq!(rig.state(), BreakerState::Closed);
    }
}

#[test]
fn what_an_overdue_probe_reports_still_counts() {
    for (good, state) in [(true, BreakerState::Closed), (false, BreakerState::Open)] {
        let rig = rig(|it| it.probes(2));
        rig.half_open();
        let probes = [rig.permit(), rig.permit()];
        rig.clock.advance(5 * SECOND);
        let others = [rig.permit(), rig.permit()];
        for probe in probes {
            assert_eq!(rig.state(), BreakerState::HalfOpen);
            if good { probe.success() } else { probe.failure() }
        }
        assert_eq!(rig.state(), state, "where every call takes longer than the lease, nothing else would decide");
        others.into_iter().for_each(dyno::Permit::failure);
        assert_eq!(rig.state(), state);
    }
}

#[test]
fn what_is_full_says_when_a_place_will_be_free() {
    let rig = rig(|it| it.probes(1));
    rig.half_open();
    assert_eq!(rig.breaker.snapshot().retry_after, None, "one would be admitted");
    let _probe = rig.permit();
    rig.clock.advance(SECOND);
    let Err(Error::Open(open)) = rig.breaker.admit() else { panic!("it is full") };
    let error::Open { retry_after, since, .. } = Arc::unwrap_or_clone(open);
    assert_eq!((retry_after, since), (Some(4 * SECOND), SECOND));
    assert_eq!(rig.breaker.snapshot().retry_after, retry_after, "the snapshot knows it too");
}

#[test]
fn a_place_that_is_lost_to_fewer_probes_is_not_waited_for() {
    let rig = rig(|it| it.probes(2));
    rig.half_open();
    let _first = rig.permit();
    rig.clock.advance(SECOND);
    let _second = rig.permit();
    rig.breaker.configure(|settings| settings.probes = 1).expect("it can be set");
    rig.clock.advance(4 * SECOND);
    assert_eq!(rig.breaker.snapshot().retry_after, Some(SECOND), "the first is overdue, but its place is gone");
    let rejected = rig.breaker.admit().map(Permit::ignore).expect_err("the second has the one place");
    assert_eq!(rejected.retry_after(), Some(SECOND));
    rig.clock.advance(SECOND);
    rig.permit().ignore();
}

#[test]
fn fewer_probes_than_have_reported_are_judged_at_once() {
    for (good, state) in [(true, BreakerState::Closed), (false, BreakerState::Open)] {
        let rig = rig(|it| it);
        rig.half_open();
        for _ in 0..3 {
            if good { rig.good(1) } else { rig.bad(1) }
        }
        rig.breaker.configure(|settings| settings.probes = 3).expect("it can be set");
        assert_eq!(rig.state(), state, "nobody else may come to be judged");
    }
}

#[test]
fn more_probes_are_admitted_at_once() {
    let rig = rig(|it| it.probes(1));
    rig.half_open();
    let _probe = rig.permit();
    assert!(rig.breaker.admit().is_err());
    rig.breaker.configure(|settings| settings.probes = 2).expect("it can be set");
    rig.permit().ignore();
}

#[test]
fn late_outcomes_never_move_it() {
    let rig = rig(|it| it.probes(2).min_calls(1).consecutive(1));
    let of_closed: Vec<_> = (0..4).map(|_| rig.permit()).collect();
    rig.half_open();
    let of_half_open = rig.permit();
    let mut late = of_closed.into_iter();
    let mut fail_late = || late.next().expect("there are enough").failure();
    fail_late();
    assert_eq!((rig.state(), rig.breaker.snapshot().counted), (BreakerState::HalfOpen, 0));
    rig.good(1);
    assert_eq!(rig.state(), BreakerState::Closed);
    of_half_open.failure();
    fail_late();
    assert_eq!((rig.state(), rig.breaker.snapshot().counted), (BreakerState::Closed, 0));
    rig.breaker.trip().expect("it can be tripped");
    late.next().expect("there are enough").success();
    assert_eq!(rig.state(), BreakerState::Open);
    rig.breaker.metrics_only();
    late.next().expect("there are enough").success();
    assert_eq!(rig.breaker.snapshot().counted, 0);
}
