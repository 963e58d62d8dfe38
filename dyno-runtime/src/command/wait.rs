//! Waiting for a body, as long as its time lasts.

use std::future::poll_fn;
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
#[derive(Debug)]
pub(super) enum Stopped {
    /// Its own limit.
    Own(Duration),
    /// What its callers had `left` of their `whole` limit when it began to wait.
    Callers { left: Duration, whole: Duration },
    /// There is no timer.
    NoRuntime,
}

/// Polls the body first, and arms the timer only when that is not ready. Cancel safe if the body is.
pub(super) async fn wait_for<T>(
    own: Option<Limit>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Result<Waited<T>, Stopped> {
    let callers = Budget::current();
    let budget = callers.limited(own);
    // Not kept in a variable: what the body returned may not be held across the wait, which must stay `Send`.
    if let Poll::Ready(returned) = poll_fn(|cx| Poll::Ready(budget.during(|| poll(cx)))).await {
        return Ok(Waited { returned, deadline: None });
    }
    let now = Deadline::now();
    let left = budget.started(now);
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
        None => Err(stopped(own, callers.started(now), left, now)),
    }
}

fn stopped(own: Option<Limit>, callers: Option<Left>, left: Option<Left>, now: Deadline) -> Stopped {
    match (own, left) {
        (_, Some(Left { deadline, whole })) if callers == left => {
            Stopped::Callers { left: deadline.since(now), whole: whole.duration() }
        }
        (own, _) => Stopped::Own(own.map(Limit::duration).unwrap_or_default()),
    }
}
