//! What cannot be done to an interval.

use std::sync::Arc;

/// An interval that was started or stopped twice. Nothing has changed when this is returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimingError {
    /// It runs already.
    #[error("interval {name} was started already: stop it first, or start another one by `Timer::start`")]
    #[non_exhaustive]
    AlreadyStarted {
        /// The interval.
        name: Arc<str>,
    },
    /// It was stopped before.
    #[error("interval {name} was stopped already: stop it once, or start it again before")]
    #[non_exhaustive]
    AlreadyStopped {
        /// The interval.
        name: Arc<str>,
    },
    /// It was never started.
    #[error("interval {name} was never started: start it before it is stopped")]
    #[non_exhaustive]
    NotStarted {
        /// The interval.
        name: Arc<str>,
    },
}
