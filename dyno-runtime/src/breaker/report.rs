//! What goes into the machine and what comes out.

use std::num::NonZero;
use std::time::Duration;

use crate::clock::Moment;
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
