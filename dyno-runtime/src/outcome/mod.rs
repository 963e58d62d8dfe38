//! How calls and attempts end, and the states of a breaker: words that all layers share.

mod breaker;
mod unwind;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use self::breaker::percent;
pub use self::breaker::{BreakerState, TransitionCause};
pub(crate) use self::unwind::{contained, message, on_unwind};

/// How a call or an attempt ended. Each ends as exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It answered, and a classifier did not say otherwise.
    Success,
    /// It returned an error, or a result that `failure_if` calls one.
    Failure,
    /// Its time was up.
    Timeout,
    /// It was not admitted, or could not be waited for (`Error::NoRuntime`).
    Rejected,
    /// Its future was dropped, or it was cancelled.
    Cancelled,
    /// Its body panicked.
    Panicked,
    /// It returned an error that `ignore` names: neither good nor bad news about what was called.
    Ignored,
}

impl Outcome {
    /// How many outcomes there are.
    pub(crate) const COUNT: usize = 7;

    /// Gives the word that logs and spans use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Timeout => "timeout",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Panicked => "panicked",
            Self::Ignored => "ignored",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a classifier makes of a returned value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The call did its work.
    Success,
    /// The call failed.
    Failure,
    /// The error says nothing about what was called.
    Ignored,
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Success => Self::Success,
            Verdict::Failure => Self::Failure,
            Verdict::Ignored => Self::Ignored,
        }
    }
}
