//! What goes into the machine and what comes out.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use crate::breaker::recent::Tally;
use crate::clock::Moment;
use crate::error::Open;
use crate::outcome::{BreakerState, TransitionCause};

/// A place that an attempt holds until it reports.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Admission {
    /// From 1; it is 0 where nobody was asked.
    pub(crate) generation: u64,
    pub(crate) probe: Option<NonZero<u64>>,
}

/// What an attempt reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    Success { slow: bool },
    Failure { slow: bool },
    Neutral,
}

/// Why an attempt was not admitted.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) since: Duration,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) cause: Option<TransitionCause>,
    pub(crate) state: BreakerState,
}

impl Refusal {
    /// Says so to the caller of the breaker of that name.
    pub(crate) fn open(self, name: Arc<str>) -> Open {
        let (failure_rate, counted) = match self.cause {
            Some(TransitionCause::FailureRate { rate, counted }) => (Some(rate), counted),
            Some(TransitionCause::ProbesFailed { failures, counted, .. }) if failures > 0 => {
                (Some(Tally { failures, counted, slow: 0 }.failure_rate()), counted)
            }
            Some(TransitionCause::ProbesFailed { counted, .. } | TransitionCause::SlowRate { counted, .. }) => {
                (None, counted)
            }
            Some(TransitionCause::Consecutive { failures }) => (None, failures.into()),
            _ => (None, 0),
        };
        let Self { since, retry_after, cause, state } = self;
        Open { name, state, since, retry_after, failure_rate, counted, cause }
    }
}

/// One transition.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) from: BreakerState,
    pub(crate) to: BreakerState,
    pub(crate) cause: TransitionCause,
}

/// All is rejected, from when until when; by which revision of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rejecting {
    pub(crate) revision: u64,
    pub(crate) since: Moment,
    pub(crate) until: Moment,
}
