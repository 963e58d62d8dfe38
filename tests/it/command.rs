//! `#[command]`: what a guarded call does, through the public API.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod asks;
mod breaker;
mod bulkhead;
mod exact_latency;
mod fallback;
mod leaks;
mod outcomes;
mod plan;
mod rate_limit;
mod retry_after;
mod returns;
mod steering;
mod timeout;
mod tracing;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// An error of one's own that has room for dyno's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("down")]
    Down,
    #[error("no such article")]
    Unknown,
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

/// Whether an error is dyno's timeout.
pub(crate) fn is_timeout<T: fmt::Debug>(result: &Result<T, Failed>) -> bool {
    matches!(result, Err(Failed::Guard(dyno::Error::Timeout { .. })))
}

/// Whether an error is a breaker's rejection.
pub(crate) fn is_open<T: fmt::Debug>(result: &Result<T, Failed>) -> bool {
    matches!(result, Err(Failed::Guard(dyno::Error::Open { .. })))
}

/// Is pending once, and wakes itself.
pub(crate) async fn pending_once() {
    let mut was_pending = false;
    poll_fn(|cx| {
        if was_pending {
            return Poll::Ready(());
        }
        was_pending = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Polls a future so many times, and drops it when it is not ready by then.
pub(crate) fn poll_times<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = Box::pin(future);
    let mut cx = Context::from_waker(Waker::noop());
    (0..times).find_map(|_| match Pin::as_mut(&mut future).poll(&mut cx) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}
