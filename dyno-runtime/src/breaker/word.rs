//! The one word that tells a call whether it has to be careful.

use crate::breaker::state::State;

/// The generation, and what a call has to be careful about. Healthy is what has nothing but a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(pub(super) u64);

impl Word {
    /// Every call has to go to the machine.
    pub(super) const WATCHED: u64 = 1;
    /// Every call has to be timed from its start.
    pub(super) const TIMED: u64 = 2;

    #[inline]
    pub(super) fn healthy(generation: u64) -> Self {
        Self(generation << 8)
    }

    pub(super) fn of(state: &State) -> Self {
        let watched = if state.is_plain() { 0 } else { Self::WATCHED };
        let timed = if state.settings().slow_call.is_some() { Self::TIMED } else { 0 };
        Self(Self::healthy(state.generation()).0 | watched | timed)
    }

    #[inline]
    pub(super) fn is_healthy(self) -> bool {
        self.0.trailing_zeros() >= 8
    }

    pub(super) fn is_watched(self) -> bool {
        self.0 & Self::WATCHED != 0
    }

    #[inline]
    pub(super) fn generation(self) -> u64 {
        self.0 >> 8
    }
}
