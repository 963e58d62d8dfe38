//! Does the same to a breaker and to its model, and compares what there is to see.

use std::time::Duration;

use dyno::{Breaker, BreakerState, Error, EventKind, ManualClock, Permit, Registry, TransitionCause};

use super::model::{Model, Ticket};
use super::ops::{Edit, Ending, Hand, Op, Step};
use super::settings::Setup;
use super::window::nanos;

/// A breaker beside its model.
pub(super) struct Run<'a> {
    breaker: &'a Breaker,
    clock: &'a ManualClock,
    registry: &'a Registry,
    model: Model,
    permits: Vec<(Permit<'a>, Ticket)>,
    now: u64,
    events: usize,
}

/// Runs all of it, and compares after each operation.
pub(super) fn run(setup: &Setup, ops: &[Op]) {
    let registry = Registry::new();
    let _scope = registry.enter();
    let clock = ManualClock::new();
    let breaker = setup.builder(&clock).build().expect("these settings can be");
    let model = Model::new(breaker.settings(), 0);
    let mut run =
        Run { breaker: &breaker, clock: &clock, registry: &registry, model, permits: Vec::new(), now: 0, events: 0 };
    for op in ops {
        run.do_(op);
        run.compare();
    }
}

impl Run<'_> {
    fn do_(&mut self, op: &Op) {
        match op {
            Op::Admit(calls) => (0..*calls).for_each(|_| self.admit()),
            Op::End(permit, ending) if !self.permits.is_empty() => self.end(permit % self.permits.len(), *ending),
            Op::End(..) => {}
            Op::Calls(endings) => endings.iter().for_each(|ending| self.call(*ending)),
            Op::Trickle(calls, apart) => {
                for _ in 0..*calls {
                    self.move_to(self.now.saturating_add(self.length(*apart)));
                    self.call(Ending::Success);
                }
            }
            Op::Advance(step) => self.move_to(self.now.saturating_add(self.length(*step))),
            Op::Back(step) => self.move_to(self.now.saturating_sub(self.length(*step))),
            Op::Hand(hand) => self.hand(*hand),
            Op::Configure(edit) => self.configure(*edit),
        }
    }

    fn admit(&mut self) {
        let admitted = self.breaker.admit();
        match (admitted, self.model.admit(self.now)) {
            (Ok(permit), Some(ticket)) => self.permits.push((permit, ticket)),
            (Err(Error::Open(open)), None) => {
                assert_eq!(open.retry_after.map(nanos), self.model.retry_after(self.now), "of the error");
                assert_eq!(nanos(open.since), self.model.in_state_for(self.now));
            }
            (admitted, expected) => panic!("admitted {admitted:?}, expected {expected:?}"),
        }
    }

    fn call(&mut self, ending: Ending) {
        let before = self.permits.len();
        self.admit();
        if self.permits.len() > before {
            self.end(before, ending);
        }
    }

    fn end(&mut self, index: usize, ending: Ending) {
        let (permit, ticket) = self.permits.remove(index);
        let good = match ending {
            Ending::Success => {
                permit.success();
                Some(true)
            }
            Ending::Failure => {
                permit.failure();
                Some(false)
            }
            Ending::Ignore => {
                permit.ignore();
                None
            }
            Ending::Drop => {
                drop(permit);
                None
            }
        };
        self.model.report(ticket, good, self.now);
    }

    fn hand(&mut self, hand: Hand) {
        let now = self.now;
        match hand {
            Hand::Trip => assert_eq!(self.breaker.trip().is_ok(), self.model.trip(now)),
            Hand::Reset => {
                self.breaker.reset();
                self.model.reset(now);
            }
            Hand::ForceOpen(time) => {
                self.breaker.force_open("a test", time);
                self.model.force_open(time.map_or(u64::MAX, nanos), now);
            }
            Hand::Disable => {
                self.breaker.disable();
                self.model.enter(BreakerState::Disabled, now);
            }
            Hand::MetricsOnly => {
                self.breaker.metrics_only();
                self.model.enter(BreakerState::MetricsOnly, now);
            }
        }
    }

    fn configure(&mut self, edit: Edit) {
        let before = self.breaker.settings();
        if self.breaker.configure(|settings| edit.apply(settings)).is_err() {
            assert_eq!(self.breaker.settings(), before);
            return;
        }
        self.model.configure(edit, self.now);
        if matches!(edit, Edit::Window(_)) {
            // What of the old window fits into the new one is not the model's to say.
            self.hand(Hand::Reset);
        }
    }

    fn length(&self, step: Step) -> u64 {
        step.nanos(&self.model.settings, self.model.retry_after(self.now).map(Duration::from_nanos))
    }

    /// Moves the clock, but not to the end of time: what comes never does not come then either.
    fn move_to(&mut self, now: u64) {
        self.now = now.min(u64::MAX / 2);
        self.clock.set(Duration::from_nanos(self.now));
    }

    fn compare(&mut self) {
        let (seen, model) = (self.breaker.snapshot(), &self.model);
        assert_eq!(seen, self.breaker.snapshot(), "reading changes nothing");
        assert_eq!(seen.state, model.state);
        assert_eq!(seen.settings, model.settings);
        assert_eq!(nanos(seen.in_state_for), model.in_state_for(self.now));
        assert_eq!(seen.retry_after.map(nanos), model.retry_after(self.now), "of the snapshot");
        if matches!(model.state, BreakerState::Closed | BreakerState::MetricsOnly) {
            assert_eq!(u64::from(seen.in_a_row), model.in_a_row());
        }
        if matches!(model.state, BreakerState::Closed | BreakerState::MetricsOnly | BreakerState::HalfOpen) {
            let tally = model.tally(self.now);
            assert_eq!((seen.counted, seen.failures, seen.slow), (tally.counted, tally.failures, tally.slow));
            let known = tally.counted > 0 && tally.counted >= model.quorum();
            assert_eq!(seen.failure_rate, known.then(|| tally.failure_rate()));
            assert_eq!(seen.slow_rate, known.then(|| tally.slow_rate()));
        }
        self.compare_events();
    }

    fn compare_events(&mut self) {
        let events = self.registry.events(self.events as u64);
        let made = &self.model.transitions[self.events..];
        assert_eq!(events.len(), made.len(), "{events:?} but {made:?}");
        for (event, made) in events.iter().zip(made) {
            self.events += 1;
            assert_eq!(event.seq, self.events as u64);
            let EventKind::Transition(transition) = &event.kind else { panic!("{event} is no transition") };
            assert_eq!((transition.from, transition.to), *made);
            self.check_cause(&transition.cause);
        }
    }

    fn check_cause(&self, cause: &TransitionCause) {
        let settings = &self.model.settings;
        match cause {
            TransitionCause::FailureRate { rate, .. } => assert!(settings.failure_rate.is_none_or(|l| *rate >= l)),
            TransitionCause::SlowRate { rate, .. } => assert!(*rate >= settings.slow_rate),
            TransitionCause::Consecutive { failures } => assert!(settings.consecutive.is_some_and(|l| *failures >= l)),
            _ => {}
        }
    }
}
