//! When a wait is over, by tokio's clock: the one that its timers follow, also when that is paused.

use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

/// A moment at which a wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    pub(crate) fn now() -> Self {
        Self(Instant::now())
    }

    /// The time from `earlier` to this.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }

    /// So much later; `None` where that is further away than time goes.
    pub(crate) fn after(self, wait: Duration) -> Option<Self> {
        self.0.checked_add(wait).map(Self)
    }

    pub(crate) fn has_passed(self) -> bool {
        Self::now() >= self
    }

    /// Makes a timer that ends then, if there is a runtime to drive it.
    pub(crate) fn timer(self) -> Option<Sleep> {
        Handle::try_current().ok()?;
        // A runtime that was built without timers says so only by a panic.
        catch_unwind(|| sleep_until(self.0)).ok()
    }
}
