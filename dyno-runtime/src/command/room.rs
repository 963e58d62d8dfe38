//! The permit of an attempt, where its function has a bulkhead.

use crate::command::state::State;
use crate::error::Error;

/// Whether an attempt has room to be at work. What it has taken must be given back, once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Room {
    /// There is no bulkhead, or nothing was taken.
    #[default]
    Free,
    /// It has a permit.
    #[cfg(feature = "bulkhead")]
    Taken,
    /// It has to wait for a permit, and may.
    #[cfg(feature = "bulkhead")]
    Awaited,
}

#[cfg(feature = "bulkhead")]
impl Room {
    /// Takes a permit, where one is free.
    #[inline]
    pub(super) fn at_once(state: &State) -> Option<Self> {
        match state.bulkhead() {
            None => Some(Self::Free),
            Some(bulkhead) => bulkhead.shared().enter_at_once().then_some(Self::Taken),
        }
    }

    /// Takes a permit where none was free at once, or is turned away. A sync attempt that may wait blocks its thread; an async one is let in to wait.
    pub(super) fn ask(state: &State) -> Result<Self, Error> {
        use crate::clock::Deadline;
        use crate::command::budget::Budget;

        let Some(bulkhead) = state.bulkhead() else {
            return Ok(Self::Free);
        };
        let bulkhead = bulkhead.shared();
        if !bulkhead.has_queue() {
            bulkhead.enter()?;
        } else if state.is_sync() {
            let now = Deadline::now();
            let left = Budget::current().started(now).map(|left| left.deadline.since(now));
            bulkhead.wait_blocking(state.name(), left)?;
        } else {
            return Ok(Self::Awaited);
        }
        Ok(Self::Taken)
    }

    pub(super) fn is_taken(self) -> bool {
        self == Self::Taken
    }

    /// Gives back what was taken.
    #[inline]
    pub(super) fn give_back(&mut self, state: &State) {
        if *self == Self::Taken {
            *self = Self::Free;
            if let Some(bulkhead) = state.bulkhead() {
                bulkhead.shared().leave();
            }
        }
    }
}

#[cfg(not(feature = "bulkhead"))]
impl Room {
    #[expect(clippy::unnecessary_wraps, reason = "a bulkhead might have been full")]
    #[inline]
    pub(super) fn at_once(_: &State) -> Option<Self> {
        Some(Self::Free)
    }

    #[expect(clippy::unnecessary_wraps, reason = "a bulkhead might have been full")]
    pub(super) fn ask(_: &State) -> Result<Self, Error> {
        Ok(Self::Free)
    }

    #[expect(clippy::unused_self, reason = "nothing was taken")]
    pub(super) fn is_taken(self) -> bool {
        false
    }

    #[expect(clippy::unused_self, reason = "nothing was taken")]
    pub(super) fn give_back(&mut self, _: &State) {}
}
