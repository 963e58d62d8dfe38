//! What can be read of the machine without changing anything.

use std::time::Duration;

use crate::breaker::recent::{Recent, Tally};
use crate::breaker::report::Rejecting;
use crate::breaker::settings::BreakerSettings;
use crate::breaker::state::{Phase, State};
use crate::clock::Moment;
use crate::outcome::{BreakerState, TransitionCause};

impl State {
    pub(crate) fn settings(&self) -> &BreakerSettings {
        &self.settings
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Says from when until when it rejects, while it rejects all.
    pub(crate) fn rejecting(&self) -> Option<Rejecting> {
        match self.phase {
            Phase::Open { until, .. } | Phase::ForcedOpen { until } => {
                Some(Rejecting { revision: self.revision, since: self.since, until })
            }
            _ => None,
        }
    }

    pub(crate) fn since(&self) -> Moment {
        self.since
    }

    pub(crate) fn not_closed_since(&self) -> Option<Moment> {
        self.not_closed_since
    }

    /// Tells whether nothing but the count of successes matters until `turns_at`, unless one is slow.
    pub(crate) fn is_plain(&self) -> bool {
        matches!((&self.phase, &self.recent), (Phase::Closed, Recent::Span(_))) && !self.has_turned
    }

    /// Tells whether successes that were counted elsewhere are to be folded in.
    pub(crate) fn counts_successes(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// How long a bucket lasts in which outcomes are counted.
    pub(crate) fn bucket(&self) -> Duration {
        self.recent.bucket()
    }

    pub(crate) fn turns_at(&self) -> Moment {
        self.recent.turns_at()
    }

    /// The number of the present wait, or else of the next, from 1.
    pub(crate) fn wait_number(&self) -> u32 {
        self.failed_recoveries.saturating_add(1)
    }

    pub(crate) fn state(&self) -> BreakerState {
        match self.phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { .. } => BreakerState::Open,
            Phase::HalfOpen(_) => BreakerState::HalfOpen,
            Phase::ForcedOpen { .. } => BreakerState::ForcedOpen,
            Phase::Disabled => BreakerState::Disabled,
            Phase::MetricsOnly => BreakerState::MetricsOnly,
        }
    }

    /// What is judged at `now`: the window with `successes` that wait to be folded in, or the probes.
    pub(crate) fn tally(&self, now: Moment, successes: u64) -> Tally {
        match &self.phase {
            Phase::HalfOpen(probes) => probes.tally(),
            Phase::Closed => self.recent.sum_at(now, Tally { counted: successes, ..Tally::default() }),
            _ => self.recent.sum_at(now, Tally::default()),
        }
    }

    /// How many outcomes the verdict on `tally` needs.
    pub(crate) fn quorum(&self) -> u64 {
        match self.phase {
            Phase::HalfOpen(_) => self.settings.probe_quorum(),
            _ => self.settings.quorum(),
        }
    }

    pub(crate) fn cause(&self) -> Option<&TransitionCause> {
        self.cause.as_ref()
    }

    /// How many failed in a row, beside which `successes` wait to be folded in: they came after the last failure.
    pub(crate) fn in_a_row(&self, successes: u64) -> u32 {
        if successes > 0 { 0 } else { self.in_a_row }
    }

    /// When the next call may pass, while none can; `None` while they can, or if nobody knows.
    pub(crate) fn retry_after(&self, now: Moment) -> Option<Duration> {
        match &self.phase {
            Phase::Open { until, .. } | Phase::ForcedOpen { until } => {
                (*until != Moment::NEVER).then(|| until.since(now))
            }
            Phase::HalfOpen(probes) => probes.free_in(now, self.settings.probes),
            _ => None,
        }
    }
}
