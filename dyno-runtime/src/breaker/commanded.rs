//! What only commands ask of a breaker, on the shortest way, and whoever steers them.

use std::sync::Arc;

use crate::breaker::report::Admission;
use crate::breaker::shared::Shared;
use crate::breaker::state::State;
use crate::breaker::word::Word;
use crate::clock::{Clock, Moment};
use crate::error::Error;
use crate::settings::Follow;
use crate::sync::{Ordering, lock};

/// What a breaker was when it was found healthy: another generation is another word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Healthy(Word);

impl Healthy {
    pub(crate) fn admission(self) -> Admission {
        Admission { generation: self.0.generation(), probe: None }
    }
}

impl Shared {
    /// Tells how healthy it is, if it is: whoever finds it so is admitted.
    #[inline]
    pub(crate) fn healthy(&self) -> Option<Healthy> {
        let word = Word(self.word.load(Ordering::Acquire));
        word.is_healthy().then_some(Healthy(word))
    }

    /// Reports a success of which nobody knows the time, if all is as healthy as it was and the owner of the seat has counted
    /// here before.
    #[inline]
    pub(crate) fn succeed_at(&self, seat: usize, healthy: Healthy) -> bool {
        if Word(self.word.load(Ordering::Acquire)) != healthy.0 {
            return false;
        }
        let lane = self.lanes.at(seat);
        if let Some(lane) = lane {
            lane.succeed(healthy.0.generation());
        }
        lane.is_some()
    }

    /// Tells when it is, if the owner of the seat remembers that all is rejected by then.
    pub(crate) fn still_rejects(&self, seat: usize, clock: &Clock) -> Option<Moment> {
        self.lanes.at(seat)?.memory.still_rejects(self.revision.load(Ordering::Acquire), clock)
    }

    /// Makes the error of an attempt that this thread was told of by [`Shared::still_rejects`].
    pub(crate) fn refused(&self, now: Moment) -> Error {
        self.lanes.any().memory.error_at(now).unwrap_or_else(|| {
            let state = &lock(&self.machine).state;
            state.refusal(now, state.retry_after(now)).open(self.name.clone()).into()
        })
    }

    /// Tells whether nobody is let through now, not even as a probe; it asks for nothing.
    #[cfg(feature = "cache")]
    pub(crate) fn is_open(&self) -> bool {
        self.healthy().is_none() && lock(&self.machine).state.is_open(self.now())
    }

    /// Runs `work` on the machine as [`Shared::with`] does, and gives what tells of it, for whoever holds a lock.
    pub(super) fn quietly<R>(
        self: &Arc<Self>,
        now: Moment,
        work: impl FnOnce(&mut State) -> R,
    ) -> (R, Follow<'static>) {
        let (result, changed) = self.decide(&mut lock(&self.machine), now, work);
        let this = self.clone();
        (result, Box::new(move || this.tell(&changed)))
    }
}
