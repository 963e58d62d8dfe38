//! A turn that somebody has taken, and may still give back.

use std::sync::Arc;
use std::time::Duration;

use crate::rate_limit::bucket::Bucket;
use crate::rate_limit::keys::Keyed;
use crate::rate_limit::shared::Shared;
use crate::rate_limit::state::{Pace, Turn, duration};

/// A turn that was taken. What is dropped stays taken, unless [`Taken::give_back`] is called.
#[derive(Debug)]
pub(crate) struct Taken {
    turn: Turn,
    pace: Pace,
    /// Whose bucket it is of, if each has one.
    keyed: Option<Arc<Keyed>>,
}

impl Taken {
    pub(super) fn new(turn: Turn, pace: Pace, keyed: Option<Arc<Keyed>>) -> Self {
        Self { turn, pace, keyed }
    }

    /// How long to wait for it.
    pub(crate) fn delay(&self) -> Duration {
        duration(self.turn.delay)
    }

    /// Gives it back, where nobody has come after it. Otherwise it stays taken, because those after it have theirs behind it.
    pub(crate) fn give_back(&self, limit: &Shared) {
        let bucket: &Bucket = self.keyed.as_ref().map_or_else(|| limit.bucket(), |keyed| &keyed.bucket);
        bucket.give_back(self.turn, &self.pace);
    }
}

/// Somebody who waits for a turn. Dropped before it has come, it gives it back.
#[derive(Debug)]
pub(crate) struct Waiting {
    limit: Arc<Shared>,
    taken: Option<Taken>,
}

impl Waiting {
    pub(crate) fn new(limit: Arc<Shared>, taken: Taken) -> Self {
        limit.waits(true);
        Self { limit, taken: Some(taken) }
    }

    /// How long it has to wait from when it came.
    pub(crate) fn delay(&self) -> Duration {
        self.taken.as_ref().map_or(Duration::ZERO, Taken::delay)
    }

    /// Its turn has come.
    pub(crate) fn passes(mut self) -> Option<Taken> {
        self.taken.take()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.limit.waits(false);
        if let Some(taken) = &self.taken {
            taken.give_back(&self.limit);
            self.limit.gave_up();
        }
    }
}
