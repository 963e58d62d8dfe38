//! What finds the ambient timer by itself: marks, and functions that are annotated.

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::pin::pin;

use crate::timing::ambient::{during, here};
use crate::timing::branch::Begun;
use crate::timing::label::label;

/// Notes a mark in the ambient [`Timer`](crate::Timer), if there is one. What is given by `format_args!` is written only then.
///
/// ```
/// use dyno::{Timer, mark};
///
/// mark("nobody looks");
/// let timer = Timer::new();
/// timer.scope(|| mark(format_args!("key {}: in cache", 7)));
/// assert!(timer.to_string().ends_with("- key 7: in cache"));
/// ```
#[inline]
pub fn mark(text: impl Display) {
    if let Some(branch) = here() {
        branch.mark(label(text));
    }
}

/// Times a function until what this gives is dropped.
#[inline]
#[must_use]
pub fn timed(name: impl Display) -> Option<Begun> {
    here().map(|branch| branch.begin(name))
}

/// Times a future from its first poll to its end, as a branch of its own. Cancel safe if `work` is.
pub async fn timed_async<F: Future>(name: impl Display, work: F) -> F::Output {
    // Before the work, so that where both are dropped it ends after what is in it.
    let begun = here().map(|branch| branch.begin_inside(label(name)));
    let mut work = pin!(work);
    match &begun {
        Some((_, inside)) => poll_fn(|cx| during(Some(inside), || work.as_mut().poll(cx))).await,
        None => work.await,
    }
}
