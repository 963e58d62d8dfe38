//! A transition that a breaker does not make.

use std::sync::Arc;

use crate::outcome::BreakerState;

/// A breaker was told to do what its state does not allow. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("breaker {breaker} is {state} by hand and cannot be {asked}: call `reset()` first")]
#[non_exhaustive]
pub struct IllegalTransition {
    /// The breaker.
    pub breaker: Arc<str>,
    /// Its state.
    pub state: BreakerState,
    /// What was asked of it, such as `tripped`.
    pub asked: &'static str,
}

impl IllegalTransition {
    #[cfg(feature = "breaker")]
    pub(crate) fn new(breaker: &Arc<str>, state: BreakerState, asked: &'static str) -> Self {
        Self { breaker: breaker.clone(), state, asked }
    }
}
