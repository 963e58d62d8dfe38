//! Without a model: what holds whatever is done, also at the end of time and under a window that changes.

use std::time::Duration;

use dyno::{Breaker, BreakerSnapshot, BreakerState, ManualClock, Permit, Registry, Window};

use super::ops::{Ending, Hand, Op, Step};
use super::settings::Setup;
use crate::breaker_rig::{assert_unbroken, transitions};

/// A breaker whose clock may be anywhere.
struct Wild<'a> {
    breaker: &'a Breaker,
    clock: &'a ManualClock,
    now: Duration,
    permits: Vec<Permit<'a>>,
}

/// Does all of it and asserts that nothing panics, all numbers are within their bounds, and it is not wedged at the end.
pub(super) fn run_wild(setup: &Setup, ops: &[Op], leak: bool) {
    let registry = Registry::new();
    let _scope = registry.enter();
    let clock = ManualClock::new();
    let breaker = setup.builder(&clock).build().expect("these settings can be");
    let mut wild = Wild { breaker: &breaker, clock: &clock, now: Duration::ZERO, permits: Vec::new() };
    for op in ops {
        wild.do_(op);
        check(&breaker.snapshot());
    }
    if leak {
        std::mem::take(&mut wild.permits).into_iter().for_each(std::mem::forget);
    }
    wild.permits.clear();
    assert_not_wedged(&breaker, &clock, leak);
    assert_unbroken(&transitions(&registry));
}

impl Wild<'_> {
    fn do_(&mut self, op: &Op) {
        match op {
            Op::Admit(calls) => (0..*calls).for_each(|_| self.permits.extend(self.breaker.admit())),
            Op::End(permit, ending) if !self.permits.is_empty() => {
                end(self.permits.remove(permit % self.permits.len()), *ending);
            }
            Op::End(..) => {}
            Op::Calls(endings) => {
                for ending in endings {
                    let _ = self.breaker.admit().map(|permit| end(permit, *ending));
                }
            }
            Op::Trickle(calls, apart) => {
                for _ in 0..*calls {
                    self.move_to(self.now.saturating_add(self.length(*apart)));
                    let _ = self.breaker.admit().map(Permit::success);
                }
            }
            Op::Advance(step) => self.move_to(self.now.saturating_add(self.length(*step))),
            Op::Back(step) => self.move_to(self.now.saturating_sub(self.length(*step))),
            Op::Hand(hand) => self.hand(*hand),
            Op::Configure(edit) => {
                let _ = self.breaker.configure(|settings| edit.apply(settings));
            }
        }
    }

    fn hand(&self, hand: Hand) {
        match hand {
            Hand::Trip => drop(self.breaker.trip()),
            Hand::Reset => self.breaker.reset(),
            Hand::ForceOpen(time) => self.breaker.force_open("a test", time),
            Hand::Disable => self.breaker.disable(),
            Hand::MetricsOnly => self.breaker.metrics_only(),
        }
    }

    fn length(&self, step: Step) -> Duration {
        Duration::from_nanos(step.nanos(&self.breaker.settings(), self.breaker.snapshot().retry_after))
    }

    fn move_to(&mut self, now: Duration) {
        self.now = now;
        self.clock.set(now);
    }
}

fn end(permit: Permit<'_>, ending: Ending) {
    match ending {
        Ending::Success => permit.success(),
        Ending::Failure => permit.failure(),
        Ending::Ignore => permit.ignore(),
        Ending::Drop => drop(permit),
    }
}

fn check(seen: &BreakerSnapshot) {
    assert!(seen.failures <= seen.counted && seen.slow <= seen.counted, "{seen:?}");
    for rate in [seen.failure_rate, seen.slow_rate].into_iter().flatten() {
        assert!((0.0..=1.0).contains(&rate), "{seen:?}");
    }
    match (seen.state, seen.settings.window) {
        (BreakerState::HalfOpen, _) => assert!(seen.counted < u64::from(seen.settings.probes), "{seen:?}"),
        (_, Window::Calls(calls)) => assert!(seen.counted <= u64::from(calls), "{seen:?}"),
        _ => {}
    }
    let admits = matches!(seen.state, BreakerState::Closed | BreakerState::Disabled | BreakerState::MetricsOnly);
    assert!(!admits || seen.retry_after.is_none(), "{seen:?}");
    assert!(!seen.why().is_empty());
}

/// What says when it will admit does so then; what does not is open for ever, or its probes are lost with leases for ever.
fn assert_not_wedged(breaker: &Breaker, clock: &ManualClock, leak: bool) {
    if let Some(wait) = breaker.snapshot().retry_after {
        clock.advance(wait);
    }
    if let Err(error) = breaker.admit() {
        let state = breaker.state();
        assert!(error.retry_after().is_none() && (leak || state != BreakerState::HalfOpen), "{state}: {error}");
    }
    breaker.reset();
    breaker.admit().expect("it is closed").success();
}
