//! Waiting for a body, as long as its time lasts.

use std::future::{Future, poll_fn};
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::unconstrained;

use crate::clock::{Deadline, Limit};
use crate::left::{Budget, Left, earliest, limited};

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
    /// The deadline of its callers, with the whole limit whose end it is.
    Callers { deadline: Deadline, whole: Duration },
    /// There is no timer.
    NoRuntime,
}

/// Whoever waits for something.
pub(super) trait Waiter {
    /// Polls what is waited for.
    fn poll<F: Future>(&mut self, body: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output>;

    /// Notes that it has to be waited for.
    fn waits(&mut self, now: Deadline);
}

impl Stopped {
    /// When the time of the `callers` is up, or its own.
    pub(super) fn at(callers: Option<Left>, own: Option<Limit>) -> Self {
        match callers {
            Some(left) => Self::Callers { deadline: left.deadline, whole: left.whole.duration() },
            None => Self::Own(own.map(Limit::duration).unwrap_or_default()),
        }
    }
}

/// Polls the body first, and reads the clock and arms the timer only when that is not ready. Cancel safe if the body is.
#[expect(clippy::manual_async_fn, reason = "an async fn keeps its arguments twice, in every call that is in flight")]
pub(super) fn wait_for<F: Future>(
    attempt: &mut impl Waiter,
    mut body: Pin<&mut F>,
    own: Option<Limit>,
) -> impl Future<Output = Result<Waited<F::Output>, Stopped>> {
    async move {
        // Not kept in a variable: what the body returned may not be held across the wait.
        if let Poll::Ready(returned) = poll_fn(|cx| Poll::Ready(limited(own, || attempt.poll(body.as_mut(), cx)))).await
        {
            return Ok(Waited { returned, deadline: None });
        }
        let (_, left, is_callers) = begin(attempt, own);
        let timer = match left.map(|left| left.deadline.timer()) {
            Some(None) => return Err(Stopped::NoRuntime),
            timer => timer.flatten(),
        };
        // A body that is always ready uses up what tokio lets a task do in one go, and must not take the timer with it.
        let (mut timer, mut is_polled) = (pin!(timer.map(unconstrained)), true);
        let ready = poll_fn(|cx| {
            if !take(&mut is_polled) {
                if let Poll::Ready(returned) = Budget::from(left).during(|| attempt.poll(body.as_mut(), cx)) {
                    return Poll::Ready(Some(returned));
                }
            }
            timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| None)
        });
        match ready.await {
            Some(returned) => Ok(Waited { returned, deadline: left.map(|left| left.deadline) }),
            None => Err(Stopped::at(left.filter(|_| is_callers), own)),
        }
    }
}

/// Begins to wait: says when, what is left from then on, and whether that is what the callers left.
pub(super) fn begin(attempt: &mut impl Waiter, own: Option<Limit>) -> (Deadline, Option<Left>, bool) {
    let began = Deadline::now();
    attempt.waits(began);
    let (left, is_callers) = left(own, began);
    (began, left, is_callers)
}

/// What is left from `now` on, and whether that is what the callers left.
pub(super) fn left(own: Option<Limit>, now: Deadline) -> (Option<Left>, bool) {
    let callers = Budget::current().started(now);
    let left = earliest(Left::after(own, now), callers);
    (left, left == callers)
}
