//! The user's own rule for how long a breaker stays open.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Gives the wait for its number, from 1.
#[derive(Clone)]
pub(super) struct Rule(Arc<dyn Fn(u32) -> Duration + Send + Sync>);

impl Rule {
    pub(super) fn new(rule: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(rule))
    }

    /// Tells whether it is a copy of the other.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Asks the rule; `None` when it panics.
    pub(super) fn wait(&self, number: u32) -> Option<Duration> {
        catch_unwind(AssertUnwindSafe(|| (self.0)(number))).ok()
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("|attempt| ..")
    }
}
