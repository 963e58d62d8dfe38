//! Waiting for a body, as long as its time lasts.

use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::unconstrained;

use crate::clock::{Deadline, Limit};
use crate::command::budget::{Budget, Left};

/// What a body returned, and when its time is up, if it was waited for.
#[derive(Debug)]
pub(super) struct Waited<T> {
    pub(super) returned: T,
    pub(super) deadline: Option<Deadline>,
}

/// Why a body was not waited for any longer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stopped {
    /// Its own limit.
    Own(Duration),
    /// What its callers had `left` of their `whole` limit when it began to wait.
    Callers { left: Duration, whole: Duration },
    /// There is no timer.
    NoRuntime,
}

/// Polls the body first, and arms the timer only when that is not ready. Cancel safe if the body is.
#[expect(clippy::manual_async_fn, reason = "an async fn keeps its arguments twice, in every call that is in flight")]
pub(super) fn wait_for<T>(
    own: Option<Limit>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> impl Future<Output = Result<Waited<T>, Stopped>> {
    async move {
        // In a block, and not kept in a variable: neither the budget nor what the body returned may be held across the wait.
        {
            let budget = Budget::current().limited(own);
            if let Poll::Ready(returned) = poll_fn(|cx| Poll::Ready(budget.during(|| poll(cx)))).await {
                return Ok(Waited { returned, deadline: None });
            }
        }
        let now = Deadline::now();
        let (left, is_callers) = left(own, now);
        let timer = match left.map(|left| left.deadline.timer()) {
            Some(None) => return Err(Stopped::NoRuntime),
            timer => timer.flatten(),
        };
        // A body that is always ready uses up what tokio lets a task do in one go, and must not take the timer with it.
        let (mut timer, mut is_polled) = (pin!(timer.map(unconstrained)), true);
        let ready = poll_fn(|cx| {
            if !take(&mut is_polled) {
                if let Poll::Ready(returned) = Budget::from(left).during(|| poll(cx)) {
                    return Poll::Ready(Some(returned));
                }
            }
            timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| None)
        });
        match ready.await {
            Some(returned) => Ok(Waited { returned, deadline: left.map(|left| left.deadline) }),
            None => Err(match left.filter(|_| is_callers) {
                Some(left) => Stopped::Callers { left: left.deadline.since(now), whole: left.whole.duration() },
                None => Stopped::Own(own.map(Limit::duration).unwrap_or_default()),
            }),
        }
    }
}

/// What is left from `now` on, and whether that is what the callers left.
pub(super) fn left(own: Option<Limit>, now: Deadline) -> (Option<Left>, bool) {
    let callers = Budget::current();
    let left = callers.limited(own).started(now);
    (left, left == callers.started(now))
}
