//! The successes of a closed breaker, counted by each thread for itself.

use std::mem::replace;

use crate::breaker::memory::Memory;
use crate::stats::{Held, Pace, Seen, Stripes, Tagged};

/// What one thread has counted, on a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(super) struct Lane {
    successes: Tagged,
    /// How often the clock is read where nobody else reads it.
    pub(super) pace: Pace,
    pub(super) memory: Memory,
}

/// The lanes of a breaker.
#[derive(Debug)]
pub(super) struct Lanes(Stripes<Lane>);

/// What was taken of each lane: the difference is what is new.
#[derive(Debug)]
pub(super) struct Taken(Box<[Seen]>);

impl Lane {
    /// Counts a success, by the owner alone.
    #[inline]
    pub(super) fn succeed(&self, generation: u64) {
        self.successes.bump(generation);
    }
}

impl Lanes {
    pub(super) fn new() -> Self {
        Self(Stripes::new())
    }

    /// The lane that this thread owns, if it has counted here before.
    #[inline]
    pub(super) fn mine(&self) -> Option<&Lane> {
        self.0.mine()
    }

    /// The lane of the owner of a seat, if that has counted here before.
    #[cfg(feature = "command")]
    #[inline]
    pub(super) fn at(&self, seat: usize) -> Option<&Lane> {
        self.0.at(seat)
    }

    /// The lane that this thread must use.
    pub(super) fn any(&self) -> &Lane {
        self.0.held().of
    }

    /// Counts a success on the lane that this thread must use.
    #[cold]
    pub(super) fn succeed(&self, generation: u64) -> Option<&Lane> {
        let Held { of: lane, is_owned } = self.0.held();
        if is_owned {
            lane.succeed(generation);
        } else {
            lane.successes.add(generation);
        }
        is_owned.then_some(lane)
    }

    /// Takes what is new in a generation.
    pub(super) fn take(&self, taken: &mut Taken, generation: u64) -> u64 {
        self.0
            .iter()
            .map(|(index, lane)| {
                let seen = lane.successes.read();
                seen.since(replace(&mut taken.0[index], seen), generation)
            })
            .sum()
    }

    /// Counts what [`Lanes::take`] would take.
    pub(super) fn count(&self, taken: &Taken, generation: u64) -> u64 {
        self.0.iter().map(|(index, lane)| lane.successes.read().since(taken.0[index], generation)).sum()
    }

    /// Nothing has been taken yet.
    pub(super) fn untouched(&self) -> Taken {
        Taken(vec![Seen::default(); self.0.len()].into())
    }
}
