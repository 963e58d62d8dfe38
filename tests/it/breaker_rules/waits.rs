//! How long it stays open.

use std::sync::Arc;
use std::time::Duration;

use dyno::{BreakerState, Error, error};

use crate::breaker_rig::{NANO, Rig, SECOND, just_before, rig};

impl Rig {
    /// Lets the wait go by and fails the one probe, so that it is open again.
    fn fail_to_recover(&self) {
        self.wait();
        self.bad(1);
        assert_eq!(self.state(), BreakerState::Open);
    }

    /// Lets the wait go by and passes the one probe, so that it is closed.
    fn recover(&self) {
        self.wait();
        self.good(1);
        assert_eq!(self.state(), BreakerState::Closed);
    }

    fn trip(&self) {
        self.breaker.trip().expect("it can be tripped");
    }
}

#[test]
fn half_open_comes_when_the_wait_is_over_and_not_before() {
    let rig = rig(|it| it);
    rig.bad(20);
    rig.clock.advance(just_before(5 * SECOND));
    let Err(Error::Open(open)) = rig.breaker.admit() else { panic!("it is open for a nanosecond more") };
    let error::Open { since, retry_after, failure_rate, counted, state, .. } = Arc::unwrap_or_clone(open);
    assert_eq!((state, since, retry_after), (BreakerState::Open, just_before(5 * SECOND), Some(NANO)));
    assert_eq!((failure_rate, counted), (Some(1.0), 20));
    rig.clock.advance(NANO);
    assert_eq!(rig.state(), BreakerState::Open, "reading changes nothing");
    rig.permit().ignore();
    assert_eq!(rig.state(), BreakerState::HalfOpen);
}

#[test]
fn the_wait_doubles_with_each_failed_recovery_up_to_its_maximum() {
    let rig = rig(|it| it.probes(1));
    rig.trip();
    for seconds in [5, 10, 20, 40].into_iter().chain([60; 200]) {
        assert_eq!(rig.retry_after(), seconds * SECOND);
        rig.fail_to_recover();
    }
}

#[test]
fn the_doubling_goes_on_beyond_all_numbers() {
    let rig = rig(|it| it.open_for(NANO).open_max(Duration::MAX).probes(1));
    rig.trip();
    let mut waited = NANO;
    while let Some(wait) = rig.breaker.snapshot().retry_after {
        assert_eq!(wait, waited);
        rig.fail_to_recover();
        waited *= 2;
    }
    assert!(waited > Duration::from_secs(1 << 32), "it gave up after {waited:?}");
}

#[test]
fn the_doubling_is_forgotten_after_open_max_spent_closed() {
    for (closed_for, wait) in [(just_before(60 * SECOND), 10 * SECOND), (60 * SECOND, 5 * SECOND)] {
        let rig = rig(|it| it.probes(1));
        rig.trip();
        rig.fail_to_recover();
        rig.recover();
        rig.clock.advance(closed_for);
        rig.trip();
        assert_eq!(rig.retry_after(), wait, "closed for {closed_for:?}");
    }
}

#[test]
fn a_reset_forgets_the_doubling() {
    let rig = rig(|it| it.probes(1));
    rig.trip();
    rig.fail_to_recover();
    rig.breaker.reset();
    rig.trip();
    assert_eq!(rig.retry_after(), 5 * SECOND);
    rig.fail_to_recover();
    rig.recover();
    rig.breaker.reset();
    rig.trip();
    assert_eq!(rig.retry_after(), 5 * SECOND, "also when it is closed");
}

#[test]
fn jitter_lengthens_by_up_to_its_share_and_can_be_repeated() {
    let wait = |seed| {
        let rig = rig(|it| it.jitter(0.1).seed(seed));
        rig.trip();
        rig.retry_after()
    };
    let waits: Vec<_> = (0..200).map(wait).collect();
    assert_eq!(waits, (0..200).map(wait).collect::<Vec<_>>());
    let (least, most) = (waits.iter().min().copied(), waits.iter().max().copied());
    assert!(least >= Some(5 * SECOND) && most <= Some(Duration::from_millis(5500)), "{least:?} to {most:?}");
    assert!(
        least < Some(Duration::from_millis(5050)) && most > Some(Duration::from_millis(5450)),
        "{least:?} to {most:?}"
    );
}

#[test]
fn for_ever_is_for_ever() {
    for jitter in [0.0, 1.0] {
        let rig = rig(|it| it.open_for(Duration::MAX).jitter(jitter));
        rig.trip();
        let century = Duration::from_secs(100 * 365 * 86_400);
        for _ in 0..5 {
            rig.clock.advance(century);
            assert!(matches!(rig.breaker.admit(), Err(Error::Open(open)) if open.retry_after.is_none()));
        }
        rig.breaker.reset();
        rig.good(1);
    }
}

#[test]
fn the_longest_times_overflow_nothing() {
    let max = Duration::MAX;
    let rig =
        rig(|it| it.window(max).slow_call(max).open_for(SECOND).open_max(max).probe_lease(max).jitter(1.0).probes(1));
    for _ in 0..100 {
        rig.bad(20);
        rig.clock.advance(Duration::from_secs(1 << 33));
        let _ = rig.breaker.admit().map(dyno::Permit::failure);
        rig.breaker.force_open("a long time", max);
        assert_eq!(rig.breaker.snapshot().retry_after, None);
        rig.breaker.reset();
        rig.clock.advance(max);
        rig.good(1);
    }
}

#[test]
fn a_step_back_of_the_clock_moves_nothing() {
    let rig = rig(|it| it.min_calls(2).consecutive(None));
    rig.clock.advance(1000 * SECOND);
    rig.bad(1);
    rig.clock.set(Duration::ZERO);
    assert_eq!(rig.breaker.snapshot().counted, 1);
    rig.good(1);
    assert_eq!(rig.breaker.snapshot().counted, 2, "beside the newest");
    rig.bad(1);
    assert_eq!(rig.state(), BreakerState::Open);
    rig.clock.set(Duration::ZERO);
    assert!(rig.breaker.admit().is_err());
    assert_eq!((rig.state(), rig.transitions().len()), (BreakerState::Open, 1));
}

#[test]
fn a_wait_goes_on_while_open_for_is_changed() {
    let rig = rig(|it| it);
    rig.trip();
    rig.breaker.configure(|settings| settings.open_for = SECOND).expect("it can be set");
    assert_eq!(rig.retry_after(), 5 * SECOND);
    rig.breaker.reset();
    rig.trip();
    assert_eq!(rig.retry_after(), SECOND);
}

#[test]
fn open_max_is_at_least_a_longer_open_for() {
    let rig = rig(|it| it.open_for(100 * SECOND));
    assert_eq!(rig.breaker.settings().open_max, 100 * SECOND, "60 s is only a default");
}
