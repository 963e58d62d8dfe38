//! An attempt that is to follow a failed one.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Moment;
use crate::retry::pause::Pause;
use crate::retry::shared::{Seconds, Shared};

/// An attempt that is to begin after a pause. Dropped before that, it has cost nothing.
#[derive(Debug)]
pub(crate) struct Due {
    retry: Arc<Shared>,
    wait: Duration,
    /// When the budget foresees it, if there is one.
    foreseen: Option<Moment>,
}

impl Due {
    pub(super) fn new(retry: Arc<Shared>, wait: Duration, foreseen: Option<Moment>) -> Self {
        Self { retry, wait, foreseen }
    }

    /// How long to wait for it.
    pub(crate) fn wait(&self) -> Duration {
        self.wait
    }

    /// The time until it is due.
    pub(crate) fn pause(&self) -> Pause {
        Pause::of(self.wait)
    }

    /// Takes it from the budget, because it begins: if that still has one. `who` asks has made so many first attempts that are not counted
    /// here.
    pub(crate) fn begins(mut self, who: usize, firsts: impl FnOnce() -> Seconds) -> bool {
        self.forget();
        self.retry.begins(who, firsts)
    }

    fn forget(&mut self) {
        if let Some(due) = self.foreseen.take() {
            self.retry.forget(due);
        }
    }
}

impl Drop for Due {
    fn drop(&mut self) {
        self.forget();
    }
}
