//! A clock that tests move.

use std::sync::Arc;
use std::time::Duration;

use super::{Clock, Moment, Source, nanos};
use crate::sync::plain::{AtomicU64, Ordering};

/// A clock that moves only when told to. Clones share one time.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Breaker, BreakerState, ManualClock};
///
/// let clock = ManualClock::new();
/// let breaker = Breaker::builder("mail").clock(&clock).jitter(0.0).build()?;
/// breaker.trip()?;
/// clock.advance(Duration::from_secs(5));
/// breaker.admit()?.success();
/// assert_eq!(breaker.state(), BreakerState::HalfOpen);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// Makes a clock that stands at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let moved = self.now().after(by);
        self.0.store(moved.as_nanos(), Ordering::SeqCst);
    }

    /// Sets the time since the clock's start, also back: what a policy makes of that can be tested.
    pub fn set(&self, since_start: Duration) {
        self.0.store(nanos(since_start), Ordering::SeqCst);
    }

    pub(super) fn now(&self) -> Moment {
        Moment::at_nanos(self.0.load(Ordering::SeqCst))
    }
}

impl From<&ManualClock> for Clock {
    fn from(clock: &ManualClock) -> Self {
        Self(Source::Manual(clock.clone()))
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self(Source::Manual(clock))
    }
}
