//! A breaker's change of state, and what caused it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::outcome::BreakerState;

/// A breaker went from one state to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Transition {
    /// The breaker.
    pub breaker: Arc<str>,
    /// Its state before.
    pub from: BreakerState,
    /// Its state since.
    pub to: BreakerState,
    /// Why.
    pub cause: TransitionCause,
}

impl Transition {
    /// Tells `tracing`: a warning when calls are turned away, news otherwise. Never under a lock. A subscriber that panics
    /// has made itself heard, and must not keep the attempt from giving its place back.
    pub(crate) fn trace(&self) {
        let Self { breaker, from, to, cause } = self;
        let _ = catch_unwind(AssertUnwindSafe(|| match to {
            BreakerState::Open | BreakerState::ForcedOpen => {
                tracing::warn!(target: "dyno", %breaker, %from, %to, %cause, "breaker changed state");
            }
            _ => tracing::info!(target: "dyno", %breaker, %from, %to, %cause, "breaker changed state"),
        }));
    }
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { breaker, from, to, cause } = self;
        write!(f, "breaker {breaker}: {from} -> {to}, {cause}")
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
                write!(f, "{:.0} % of {counted} calls failed", rate * 100.0)
            }
            Self::SlowRate { rate, counted } => {
                write!(f, "{:.0} % of {counted} calls were slow", rate * 100.0)
            }
            Self::Consecutive { failures } => write!(f, "{failures} calls failed in a row"),
            Self::WaitOver => f.write_str("its wait is over, probes may pass"),
            Self::ProbesFailed { failures: 0, slow, counted } => write!(f, "{slow} of {counted} probes were slow"),
            Self::ProbesFailed { failures, counted, .. } => write!(f, "{failures} of {counted} probes failed"),
            Self::ProbesPassed { counted } => write!(f, "{counted} probes did well"),
            Self::ByHand { reason } => write!(f, "by hand ({reason})"),
            Self::Expired => f.write_str("what was forced by hand has expired"),
        }
    }
}
