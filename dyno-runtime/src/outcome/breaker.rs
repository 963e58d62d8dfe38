//! What a breaker does, and why.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::printable;

/// What a breaker does with attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BreakerState {
    /// Admits all and watches.
    Closed,
    /// Rejects all until its wait is over.
    Open,
    /// Admits a few probes, whose outcomes decide.
    HalfOpen,
    /// Rejects all, by hand.
    ForcedOpen,
    /// Admits all and records nothing, by hand.
    Disabled,
    /// Admits all and records, but never trips, by hand.
    MetricsOnly,
}

impl BreakerState {
    /// Gives the word that pages, logs and spans use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
            Self::ForcedOpen => "forced-open",
            Self::Disabled => "disabled",
            Self::MetricsOnly => "metrics-only",
        }
    }
}

impl fmt::Display for BreakerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a breaker changed its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TransitionCause {
    /// Too many of the counted calls had failed.
    FailureRate {
        /// The share that had failed, in 0.0..=1.0.
        rate: f64,
        /// How many calls were counted.
        counted: u64,
    },
    /// Too many of the counted calls had been slow.
    SlowRate {
        /// The share that had been slow, in 0.0..=1.0.
        rate: f64,
        /// How many calls were counted.
        counted: u64,
    },
    /// So many calls had failed in a row.
    Consecutive {
        /// How many.
        failures: u32,
    },
    /// Its wait was over.
    WaitOver,
    /// Too many of the probes failed or were slow.
    ProbesFailed {
        /// How many had failed.
        failures: u64,
        /// How many had been slow.
        slow: u64,
        /// How many had reported.
        counted: u64,
    },
    /// The probes did well.
    ProbesPassed {
        /// How many had reported.
        counted: u64,
    },
    /// Somebody asked for it.
    ByHand {
        /// The reason that was given.
        reason: Arc<str>,
    },
    /// What had been forced by hand expired.
    Expired,
}

impl fmt::Display for TransitionCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FailureRate { rate, counted } => {
                write!(f, "{} of {counted} calls failed", percent(*rate))
            }
            Self::SlowRate { rate, counted } => {
                write!(f, "{} of {counted} calls were slow", percent(*rate))
            }
            Self::Consecutive { failures: 1 } => f.write_str("a call failed"),
            Self::Consecutive { failures } => write!(f, "{failures} calls failed in a row"),
            Self::WaitOver => f.write_str("its wait is over, probes may pass"),
            Self::ProbesFailed { failures: 0, slow, counted } => write!(f, "{slow} of {counted} probes were slow"),
            Self::ProbesFailed { failures, counted, .. } => write!(f, "{failures} of {counted} probes failed"),
            Self::ProbesPassed { counted: 1 } => f.write_str("1 probe did well"),
            Self::ProbesPassed { counted } => write!(f, "{counted} probes did well"),
            Self::ByHand { reason } => write!(f, "by hand ({})", printable(reason)),
            Self::Expired => f.write_str("what was forced by hand has expired"),
        }
    }
}

/// A share in whole percent. Only what is nothing is 0 %, and only what is all is 100 %.
pub(crate) fn percent(share: f64) -> String {
    match (share * 100.0).round() {
        0.0 if share > 0.0 => "less than 1 %".to_owned(),
        100.0 if share < 1.0 => "more than 99 %".to_owned(),
        whole => format!("{whole} %"),
    }
}
