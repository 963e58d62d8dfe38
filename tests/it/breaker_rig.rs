//! What the tests of the breaker share: a breaker in a registry of its own, on a clock that stands still.

use std::time::Duration;

use dyno::{Breaker, BreakerBuilder, BreakerState, EventKind, ManualClock, Permit, Registry, Transition};

/// A second, which most of the tables count in.
pub(crate) const SECOND: Duration = Duration::from_secs(1);
/// The smallest step there is.
pub(crate) const NANO: Duration = Duration::from_nanos(1);

/// The last moment before this one.
pub(crate) fn just_before(time: Duration) -> Duration {
    time.saturating_sub(NANO)
}

pub(crate) struct Rig {
    pub(crate) breaker: Breaker,
    pub(crate) clock: ManualClock,
    pub(crate) registry: Registry,
}

/// Builds the breaker `inventory` with the defaults, less their jitter, and what is set here.
pub(crate) fn rig(set: impl FnOnce(BreakerBuilder) -> BreakerBuilder) -> Rig {
    let registry = Registry::new();
    let _scope = registry.enter();
    let clock = ManualClock::new();
    let builder = set(Breaker::builder("inventory").clock(&clock).jitter(0.0));
    let breaker = builder.build().expect("these settings can be");
    Rig { breaker, clock, registry: registry.clone() }
}

impl Rig {
    pub(crate) fn permit(&self) -> Permit<'_> {
        self.breaker.admit().expect("this is admitted")
    }

    pub(crate) fn good(&self, calls: u32) {
        (0..calls).for_each(|_| self.permit().success());
    }

    pub(crate) fn bad(&self, calls: u32) {
        (0..calls).for_each(|_| self.permit().failure());
    }

    /// Makes a call that takes so long.
    pub(crate) fn takes(&self, time: Duration, good: bool) {
        let permit = self.permit();
        self.clock.advance(time);
        if good { permit.success() } else { permit.failure() }
    }

    pub(crate) fn state(&self) -> BreakerState {
        self.breaker.state()
    }

    /// Trips it and waits until probes may pass.
    pub(crate) fn half_open(&self) {
        self.breaker.trip().expect("it can be tripped");
        self.wait();
        self.permit().ignore();
        assert_eq!(self.state(), BreakerState::HalfOpen);
    }

    /// Lets the wait of an open breaker go by.
    pub(crate) fn wait(&self) {
        self.clock.advance(self.retry_after());
    }

    pub(crate) fn retry_after(&self) -> Duration {
        self.breaker.snapshot().retry_after.expect("it waits for something")
    }

    pub(crate) fn transitions(&self) -> Vec<Transition> {
        transitions(&self.registry)
    }
}

/// All transitions of a registry, whose events must be without gaps.
pub(crate) fn transitions(registry: &Registry) -> Vec<Transition> {
    let events = registry.events(0);
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "a gap in {events:?}");
    let transition = |kind| match kind {
        EventKind::Transition(transition) => transition,
        other => panic!("{other:?} is no transition"),
    };
    events.into_iter().map(|event| transition(event.kind)).collect()
}

/// Asserts that each transition begins where the one before it ended.
pub(crate) fn assert_unbroken(transitions: &[Transition]) {
    let mut state = BreakerState::Closed;
    for transition in transitions {
        assert_eq!(transition.from, state, "it was {state} before {transition}");
        assert_ne!(transition.from, transition.to, "{transition} is none");
        state = transition.to;
    }
}
