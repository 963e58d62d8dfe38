//! A breaker's change of state, and what caused it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::outcome::{BreakerState, TransitionCause, contained};

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
    /// Tells `tracing`: a warning when calls are turned away, news otherwise. Never under a lock.
    pub(crate) fn trace(&self) {
        let Self { breaker, from, to, cause } = self;
        contained(|| match to {
            BreakerState::Open | BreakerState::ForcedOpen => {
                tracing::warn!(target: "dyno", %breaker, %from, %to, %cause, "breaker changed state");
            }
            _ => tracing::info!(target: "dyno", %breaker, %from, %to, %cause, "breaker changed state"),
        });
    }
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { breaker, from, to, cause } = self;
        write!(f, "breaker {breaker}: {from} -> {to}, {cause}")
    }
}
