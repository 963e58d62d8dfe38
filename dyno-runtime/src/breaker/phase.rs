//! The words of the machine: its phases, what goes in, what comes out.

use std::sync::Arc;
use std::time::Duration;

use crate::breaker::probes::Probes;
use crate::clock::Moment;
use crate::event::TransitionCause;
use crate::outcome::BreakerState;

/// Where the machine is, with what it must know there.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    Closed,
    Open { until: Moment },
    HalfOpen(Probes),
    ForcedOpen { reason: Arc<str>, until: Moment },
    Disabled,
    MetricsOnly,
}

/// A place that an attempt holds until it reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admission {
    pub(crate) generation: u64,
    pub(crate) probe: Option<u64>,
}

/// What an attempt reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    Success { slow: bool },
    Failure { slow: bool },
    Neutral,
}

/// Why an attempt was not admitted.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) since: Duration,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) cause: Option<TransitionCause>,
    pub(crate) forced: Option<Arc<str>>,
}

/// One transition.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) from: BreakerState,
    pub(crate) to: BreakerState,
    pub(crate) cause: TransitionCause,
}
