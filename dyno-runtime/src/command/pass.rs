//! What lets an attempt in: the breaker, where there is one.

use crate::clock::Moment;
use crate::command::state::State;
use crate::error::Error;

/// The place of an attempt at whatever let it in. It must be given back, once.
#[derive(Debug, Default)]
pub(super) struct Pass {
    #[cfg(feature = "breaker")]
    admission: Option<crate::breaker::Admission>,
}

impl Pass {
    #[cfg(feature = "breaker")]
    pub(super) fn ask(state: &State, started: Moment) -> Result<Self, Error> {
        let Some(breaker) = state.breaker() else {
            return Ok(Self::default());
        };
        let lease = super::budget::earliest(state.attempt_timeout(), state.timeout());
        breaker.shared().enter(|| started, lease).map(|admission| Self { admission: Some(admission) })
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unnecessary_wraps, reason = "a breaker might have refused")]
    pub(super) fn ask(_: &State, _: Moment) -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// Gives the place back with a report: well, badly, or (`None`) no news.
    #[cfg(feature = "breaker")]
    pub(super) fn give_back(&self, state: &State, report: Option<bool>, started: Moment, ended: Option<Moment>) {
        if let (Some(admission), Some(breaker)) = (self.admission, state.breaker()) {
            breaker.shared().leave(admission, report, Some(started), || ended.unwrap_or_else(|| state.now()));
        }
    }

    #[cfg(not(feature = "breaker"))]
    #[expect(clippy::unused_self, reason = "nothing was let in by anything")]
    pub(super) fn give_back(&self, _: &State, _: Option<bool>, _: Moment, _: Option<Moment>) {}
}
