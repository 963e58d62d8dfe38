//! What somebody does to the machine by hand.

use std::sync::Arc;

use crate::breaker::state::{Phase, State};
use crate::clock::Moment;
use crate::outcome::{BreakerState, TransitionCause};

impl State {
    /// Opens as if a threshold had been reached; it recovers by itself.
    pub(crate) fn trip(&mut self, now: Moment) -> Result<(), BreakerState> {
        self.expire(now);
        match self.phase {
            Phase::Open { .. } => Ok(()),
            Phase::Closed | Phase::HalfOpen(_) => {
                self.open(now, by_hand("trip"));
                Ok(())
            }
            _ => Err(self.state()),
        }
    }

    /// Closes with a fresh window, whatever the state.
    pub(crate) fn reset(&mut self, now: Moment) {
        if matches!(self.phase, Phase::Closed) {
            // No event, and yet what was admitted before is no news any more.
            self.generation += 1;
        } else {
            self.enter(Phase::Closed, now, by_hand("reset"));
        }
        self.start_afresh(now);
        self.failed_recoveries = 0;
    }

    pub(crate) fn force_open(&mut self, now: Moment, reason: &Arc<str>, until: Moment) {
        let (forced, cause) = (Phase::ForcedOpen { until }, TransitionCause::ByHand { reason: reason.clone() });
        if matches!(self.phase, Phase::ForcedOpen { .. }) {
            self.revision += 1;
            (self.phase, self.cause) = (forced, Some(cause));
        } else {
            self.enter(forced, now, cause);
        }
    }

    pub(crate) fn disable(&mut self, now: Moment) {
        if !matches!(self.phase, Phase::Disabled) {
            self.enter(Phase::Disabled, now, by_hand("disable"));
        }
    }

    pub(crate) fn metrics_only(&mut self, now: Moment) {
        if !matches!(self.phase, Phase::MetricsOnly) {
            self.enter(Phase::MetricsOnly, now, by_hand("metrics only"));
            self.start_afresh(now);
        }
    }

    /// Says whose hand it was, and why.
    #[cfg(feature = "command")]
    pub(super) fn sign(&mut self, reason: &Arc<str>) {
        let changed = self.changes.iter_mut().map(|change| &mut change.cause);
        for cause in changed.chain(&mut self.cause) {
            if let TransitionCause::ByHand { reason: said } = cause {
                said.clone_from(reason);
            }
        }
    }
}

fn by_hand(reason: &str) -> TransitionCause {
    TransitionCause::ByHand { reason: reason.into() }
}
