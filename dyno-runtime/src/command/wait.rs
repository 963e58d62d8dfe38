//! Waiting for a body, as long as its time lasts.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::{Unconstrained, unconstrained};
use tokio::time::Sleep;

use crate::clock::{Deadline, Limit};
use crate::left::{Budget, Left, earliest, entered};

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

/// A timer that is not there before somebody waits.
///
/// A body that is always ready uses up what tokio lets a task do in one go, and must not take the timer with it.
pub(super) type OwnTimer = Option<Unconstrained<Sleep>>;

/// The same in a box.
pub(super) type BoxedTimer = Option<Pin<Box<Unconstrained<Sleep>>>>;

/// None yet.
pub const OWN_TIMER: OwnTimer = None;

/// None yet.
pub const BOXED_TIMER: BoxedTimer = None;

/// A timer that is not there before somebody waits: beside the call where a time limit was declared, else in a box.
pub trait LazyTimer {
    /// Puts it here.
    fn put(&mut self, timer: Sleep);

    /// Is ready when it has run down, and not while it is not there.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Takes it away.
    fn disarm(&mut self);
}

impl LazyTimer for Pin<&mut OwnTimer> {
    #[inline]
    fn put(&mut self, timer: Sleep) {
        self.set(Some(unconstrained(timer)));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx))
    }

    fn disarm(&mut self) {
        self.set(None);
    }
}

impl LazyTimer for BoxedTimer {
    fn put(&mut self, timer: Sleep) {
        *self = Some(Box::pin(unconstrained(timer)));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(cx))
    }

    fn disarm(&mut self) {
        *self = None;
    }
}

/// Polls the body first, and reads the clock and arms the timer only when that is not ready. Cancel safe if the body is.
pub(super) fn wait_for<F: Future>(
    attempt: &mut impl Waiter,
    mut body: Pin<&mut F>,
    own: Option<Limit>,
) -> impl Future<Output = Result<Waited<F::Output>, Stopped>> {
    let (mut timer, mut until) = (BOXED_TIMER, None);
    poll_fn(move |cx| {
        if let Poll::Ready(returned) = entered(own, until.map(Until::budget), || attempt.poll(body.as_mut(), cx)) {
            return Poll::Ready(Ok(Waited { returned, deadline: until.and_then(Until::deadline) }));
        }
        let waits = match until {
            Some(until) => until,
            None => *until.insert(Until::begin(attempt, own, &mut timer)?),
        };
        waits.is_up(&mut timer, cx).map(Err)
    })
}

/// How long something that has to be waited for may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until {
    left: Option<Left>,
    is_callers: bool,
}

impl Until {
    /// Begins to wait.
    pub(super) fn begin(
        attempt: &mut impl Waiter,
        own: Option<Limit>,
        timer: &mut impl LazyTimer,
    ) -> Result<Self, Stopped> {
        let (_, left, is_callers) = begin(attempt, own);
        if left.is_some_and(|left| !left.deadline.arm(|made| timer.put(made))) {
            return Err(Stopped::NoRuntime);
        }
        Ok(Self { left, is_callers })
    }

    /// What callees find meanwhile.
    pub(super) fn budget(self) -> Budget {
        Budget::from(self.left)
    }

    pub(super) fn deadline(self) -> Option<Deadline> {
        self.left.map(|left| left.deadline)
    }

    /// Is ready when the time is up.
    pub(super) fn is_up(self, timer: &mut impl LazyTimer, cx: &mut Context<'_>) -> Poll<Stopped> {
        let Self { left, is_callers } = self;
        timer.poll(cx).map(|()| Stopped::at(left.filter(|_| is_callers), left.map(|left| left.whole)))
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
