//! An attempt that is to follow a failed one.

use std::sync::Arc;
use std::time::Duration;

use crate::retry::budget::{Calls, Taken};
use crate::retry::pause::Pause;
use crate::retry::shared::Shared;

/// An attempt that is to begin after a pause. Dropped before that, it owes nothing.
#[derive(Debug)]
pub(crate) struct Due {
    retry: Arc<Shared>,
    wait: Duration,
    /// What was taken from the budget for it, if there is one.
    taken: Option<Taken>,
}

impl Due {
    pub(super) fn new(retry: Arc<Shared>, wait: Duration, taken: Option<Taken>) -> Self {
        Self { retry, wait, taken }
    }

    /// How long to wait for it.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// The time until it is due.
    pub(crate) fn pause(&self) -> Pause {
        Pause::of(self.wait)
    }

    /// Begins it, if the budget still allows it: `who` asks has made these calls.
    pub(crate) fn begins(mut self, who: u64, calls: impl FnOnce() -> Calls) -> bool {
        self.retry.begins(self.taken.take(), self.wait, who, calls)
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        if let Some(taken) = self.taken.take() {
            self.retry.give_back(taken, self.wait);
        }
    }
}
