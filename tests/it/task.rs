//! `submit` and what it gives: tasks, through the public API.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod around;
mod cancel;
mod cold;
mod inside;
mod result;
mod wait;

use std::sync::Arc;
use std::time::Duration;

use dyno::command;
use tokio::sync::Notify;

/// An error of one's own that has room for dyno's.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("down")]
    Down,
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

/// Longer than any test lasts.
pub(crate) const LONG: Duration = Duration::from_secs(3_600);

/// Answers once it is let go.
#[command(timeout = 600s, breaker("gated", open_for = 1s, probes = 1, jitter = 0%), fallback = |cause| Err(told(cause)))]
pub(crate) async fn gated(gate: Arc<Notify>) -> Result<u32, Failed> {
    gate.notified().await;
    Ok(7)
}

fn told(cause: dyno::Cause<Failed>) -> Failed {
    match cause {
        dyno::Cause::Own(error) => error,
        dyno::Cause::Dyno(error) => error.into(),
    }
}
