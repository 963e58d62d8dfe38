//! A clock that tests move.

use std::fmt;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use super::{Clock, Moment, Source, nanos};
use crate::outcome::contained;
use crate::sync::plain::{AtomicU64, Ordering, RwLock};

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
#[derive(Clone, Default)]
pub struct ManualClock(Arc<Hands>);

#[derive(Default)]
struct Hands {
    now: AtomicU64,
    /// What is called when it was moved.
    hooks: RwLock<Vec<Weak<Hook>>>,
}

type Hook = dyn Fn() + Send + Sync;

impl ManualClock {
    /// Makes a clock that stands at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let moved = self.now().after(by);
        self.move_to(moved.as_nanos());
    }

    /// Sets the time since the clock's start, also back: what a policy makes of that can be tested.
    pub fn set(&self, since_start: Duration) {
        self.move_to(nanos(since_start));
    }

    /// Has this called whenever the clock was moved, as long as it is kept.
    #[cfg(feature = "command")]
    pub(super) fn when_moved(&self, hook: Weak<Hook>) {
        let mut hooks = self.0.hooks.write().unwrap_or_else(PoisonError::into_inner);
        hooks.retain(|hook| hook.strong_count() > 0);
        hooks.push(hook);
    }

    fn move_to(&self, nanos: u64) {
        self.0.now.store(nanos, Ordering::SeqCst);
        let hooks = self.0.hooks.read().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks.iter().filter_map(Weak::upgrade) {
            contained(|| hook());
        }
    }

    pub(super) fn now(&self) -> Moment {
        Moment::at_nanos(self.0.now.load(Ordering::SeqCst))
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManualClock").field(&self.now().since_start()).finish()
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
