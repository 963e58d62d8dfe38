//! The permit of an attempt, where its function has a bulkhead, and how long it has waited for that and for its turn.

use std::time::Duration;

use crate::clock::Limit;
use crate::command::state::State;
use crate::error::Error;

/// Whether an attempt has room to be at work. What it has taken must be given back, once.
///
/// In as few bytes as can be, because every call in flight has them: 0 is no bulkhead, 1 a permit or a turn that is to be waited for, and
/// from 2 on what was, so many microseconds less 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Room(u32);

impl Room {
    /// There is no bulkhead, or nothing was taken.
    pub(super) const FREE: Self = Self(0);
    /// It has to wait for a permit or for its turn, and may.
    pub(super) const AWAITED: Self = Self(1);

    pub(super) fn is_awaited(self) -> bool {
        self == Self::AWAITED
    }
}

#[cfg(any(feature = "bulkhead", feature = "rate_limit"))]
impl Room {
    /// It has a permit, or is told that it needs none.
    const TAKEN: Self = Self(2);

    /// It has what it needs, after a wait.
    pub(super) fn taken_after(wait: Duration) -> Self {
        let micros = u32::try_from(wait.as_micros()).unwrap_or(u32::MAX);
        Self(micros.saturating_add(Self::TAKEN.0))
    }

    /// The same after a wait for something else as well.
    #[cfg(feature = "rate_limit")]
    pub(super) fn after(self, wait: Duration) -> Self {
        if wait.is_zero() { self } else { Self::taken_after(self.waited().saturating_add(wait)) }
    }

    /// How long it had to wait: at most 71 minutes are known.
    pub(super) fn waited(self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(Self::TAKEN.0).into())
    }
}

#[cfg(feature = "bulkhead")]
impl Room {
    /// Takes a permit, where one is free.
    #[inline]
    pub(super) fn at_once(state: &State) -> Option<Self> {
        match state.bulkhead() {
            None => Some(Self::FREE),
            Some(bulkhead) => bulkhead.shared().enter_at_once().then_some(Self::TAKEN),
        }
    }

    /// Takes a permit where none was free at once, or is turned away. A sync attempt that may wait blocks its thread; an async one
    /// is let in to wait.
    pub(super) fn ask(state: &State, blocks: bool, own: Option<Limit>, began: impl FnOnce()) -> Result<Self, Error> {
        use crate::clock::Deadline;
        use crate::command::wait::left;

        let Some(bulkhead) = state.bulkhead().map(crate::bulkhead::Bulkhead::shared) else {
            return Ok(Self::FREE);
        };
        if !bulkhead.has_queue() {
            return bulkhead.enter().map(|()| Self::TAKEN);
        }
        if !blocks && !state.is_sync() {
            return Ok(Self::AWAITED);
        }
        began();
        let (now, start) = (Deadline::now(), state.now());
        let (left, _) = left(own, now);
        let left = left.map(|left| left.deadline.since(now));
        bulkhead.wait_blocking(state.name(), left)?;
        Ok(Self::taken_after(state.now().since(start)))
    }

    /// Gives back what was taken.
    #[inline]
    pub(super) fn give_back(self, state: &State) {
        if self.0 >= Self::TAKEN.0 {
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
        Some(Self::FREE)
    }

    #[expect(clippy::unnecessary_wraps, reason = "a bulkhead might have been full")]
    pub(super) fn ask(_: &State, _: bool, _: Option<Limit>, _: impl FnOnce()) -> Result<Self, Error> {
        Ok(Self::FREE)
    }

    #[cfg(not(feature = "rate_limit"))]
    #[expect(clippy::unused_self, reason = "nobody waited")]
    pub(super) fn waited(self) -> Duration {
        Duration::ZERO
    }

    #[expect(clippy::unused_self, reason = "nothing was taken")]
    pub(super) fn give_back(self, _: &State) {}
}
