//! What lets an attempt in: the breaker, where there is one.

use std::time::Duration;

use crate::clock::Moment;
use crate::command::state::State;
use crate::error::Error;
use crate::left::Budget;
#[cfg(feature = "breaker")]
use crate::stats::free_seat;

/// The place of an attempt at whatever let it in. It must be given back, once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pass {
    #[cfg(feature = "breaker")]
    admission: crate::breaker::Admission,
}

/// The place of an attempt that was let in at once, by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuickPass {
    #[cfg(feature = "breaker")]
    breaker: Option<(&'static crate::breaker::Shared, crate::breaker::Healthy)>,
}

impl QuickPass {
    /// Lets an attempt in, if the breaker is healthy or there is none.
    #[cfg(feature = "breaker")]
    #[inline]
    pub(super) fn at_once(state: &'static State) -> Option<Self> {
        let breaker = match state.breaker() {
            None => None,
            Some(breaker) => Some((&**breaker.shared(), breaker.shared().healthy()?)),
        };
        Some(Self { breaker })
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unnecessary_wraps, reason = "a breaker might not let it in")]
    pub(super) fn at_once(_: &'static State) -> Option<Self> {
        Some(Self {})
    }

    /// Gives the place back with the report that all went well, if the breaker is as healthy as it was.
    #[cfg(feature = "breaker")]
    #[inline]
    pub(super) fn succeed(self) -> bool {
        self.breaker.is_none_or(|(shared, healthy)| shared.succeed_at(free_seat(), healthy))
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn succeed(self) -> bool {
        true
    }
}

impl From<QuickPass> for Pass {
    #[cfg(feature = "breaker")]
    fn from(pass: QuickPass) -> Self {
        Self { admission: pass.breaker.map_or_else(Default::default, |(_, healthy)| healthy.admission()) }
    }

    #[cfg(not(feature = "breaker"))]
    fn from(_: QuickPass) -> Self {
        Self {}
    }
}

impl Pass {
    /// Lets an attempt in, where there is nothing to decide.
    #[inline]
    pub(super) fn at_once(state: &State) -> Option<Self> {
        if !state.is_sound_and_intact() || !Budget::is_untouched() {
            return None;
        }
        #[cfg(feature = "breaker")]
        if let Some(breaker) = state.breaker() {
            return breaker.shared().enter_at_once().map(|admission| Self { admission });
        }
        Some(Self::default())
    }

    #[cfg(feature = "breaker")]
    pub(super) fn ask(state: &State, started: impl FnOnce() -> Moment, lease: Option<Duration>) -> Result<Self, Error> {
        let Some(breaker) = state.breaker() else {
            return Ok(Self::default());
        };
        if let Some(admission) = breaker.shared().enter_at_once() {
            return Ok(Self { admission });
        }
        breaker.shared().enter(state.clock(), started, lease).map(|admission| Self { admission })
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unnecessary_wraps, reason = "a breaker might have refused")]
    pub(super) fn ask(_: &State, _: impl FnOnce() -> Moment, _: Option<Duration>) -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// Gives the place back with the report that all went well, if that needs no clock.
    #[cfg(feature = "breaker")]
    #[inline]
    pub(super) fn succeed(self, state: &State) -> bool {
        match state.breaker() {
            Some(breaker) if self.admission.generation != 0 => breaker.shared().succeed(self.admission),
            _ => true,
        }
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn succeed(self, _: &State) -> bool {
        true
    }

    /// Gives the place back with a report: well, badly, or (`None`) no news.
    #[cfg(feature = "breaker")]
    pub(super) fn give_back(self, state: &State, report: Option<bool>, started: Option<Moment>, ended: Moment) {
        let was_asked = self.admission.generation != 0;
        if let (Some(breaker), true) = (state.breaker(), was_asked) {
            if report.is_some() || self.admission.probe.is_some() {
                breaker.shared().leave(self.admission, report, started, ended);
            }
        }
    }

    /// Gives the place back with the report of a failure whose error tells when another attempt has a chance.
    #[cfg(feature = "breaker")]
    pub(super) fn give_back_told(self, state: &State, told: Duration, started: Option<Moment>, ended: Moment) {
        if let (Some(breaker), true) = (state.breaker(), self.admission.generation != 0) {
            breaker.shared().leave_told(self.admission, told, started, ended);
        }
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn give_back_told(self, _: &State, _: Duration, _: Option<Moment>, _: Moment) {}

    /// Whether it is the breaker's business that there was no room.
    #[cfg(feature = "breaker")]
    pub(super) fn counts_rejections(state: &State) -> bool {
        state.breaker().is_some_and(|breaker| breaker.shared().counts_rejections())
    }

    #[cfg(not(feature = "breaker"))]
    pub(super) fn counts_rejections(_: &State) -> bool {
        false
    }

    /// Gives the place of an attempt back that was not made.
    #[cfg(feature = "breaker")]
    pub(super) fn give_back_unused(self, state: &State, report: Option<bool>) {
        if report.is_some() || self.admission.probe.is_some() {
            self.give_back(state, report, None, state.now());
        }
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn give_back_unused(self, _: &State, _: Option<bool>) {}

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn give_back(self, _: &State, _: Option<bool>, _: Option<Moment>, _: Moment) {}
}
