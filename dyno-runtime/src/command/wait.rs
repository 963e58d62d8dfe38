//! Waiting for a body, as long as its time lasts.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::{Unconstrained, unconstrained};
use tokio::time::Sleep;

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

/// Polls the body first, and reads the clock and arms the `timer` only when that is not ready. Cancel safe if the body is.
#[inline]
pub(super) fn wait_for<F: Future>(
    attempt: &mut impl Waiter,
    mut body: Pin<&mut F>,
    mut timer: Pin<&mut LazyTimer>,
    own: Option<Limit>,
) -> impl Future<Output = Result<Waited<F::Output>, Stopped>> {
    let mut waits = Waits::Not(own);
    poll_fn(move |cx| {
        let (left, is_callers) = match waits {
            Waits::Not(own) => {
                if let Poll::Ready(returned) = limited(own, || attempt.poll(body.as_mut(), cx)) {
                    return Poll::Ready(Ok(Waited { returned, deadline: None }));
                }
                let (_, left, is_callers) = begin(attempt, own);
                if let Some(left) = left {
                    let Some(armed) = left.deadline.timer() else { return Poll::Ready(Err(Stopped::NoRuntime)) };
                    timer.set(Some(unconstrained(armed)));
                }
                waits = Waits::For(left, is_callers);
                (left, is_callers)
            }
            Waits::For(left, is_callers) => {
                if let Poll::Ready(returned) = Budget::from(left).during(|| attempt.poll(body.as_mut(), cx)) {
                    return Poll::Ready(Ok(Waited { returned, deadline: left.map(|left| left.deadline) }));
                }
                (left, is_callers)
            }
        };
        let timer = timer.as_mut().as_pin_mut();
        let is_up = timer.map_or(Poll::Pending, |timer| timer.poll(cx));
        is_up.map(|()| Err(Stopped::at(left.filter(|_| is_callers), left.map(|left| left.whole))))
    })
}

/// Whether something had to be waited for.
enum Waits {
    /// Not yet; it has a limit from the first time on.
    Not(Option<Limit>),
    /// It has, so long, which may be what the callers left.
    For(Option<Left>, bool),
}

/// A timer that is not there before somebody waits.
///
/// A body that is always ready uses up what tokio lets a task do in one go, and must not take the timer with it.
pub(super) type LazyTimer = Option<Unconstrained<Sleep>>;

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
