//! Waiting for a value, as long as the time of its call lasts.

use std::future::{Future, poll_fn};
use std::io;
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{Unconstrained, unconstrained};
use tokio::time::Sleep;

use crate::cache::looking_again;
#[cfg(feature = "pool")]
use crate::clock::Moment;
use crate::clock::{Deadline, Limit};
use crate::command::attempt::Attempt;
#[cfg(feature = "pool")]
use crate::command::timer::Timer;
use crate::command::wait::{Stopped, Waited, Waiter, begin};
use crate::left::{Budget, limited};

/// Polls what makes a value or waits for one. When the time is up it is polled once more, and told so: who has an old value gives it then.
/// A call of a function that `is_apart` may have no runtime. Cancel safe if what is polled is.
pub(super) async fn wait_for_value<F: Future>(
    attempt: &mut Attempt<'_>,
    mut made: Pin<&mut F>,
    own: Option<Limit>,
    is_apart: bool,
) -> Result<Waited<F::Output>, Stopped> {
    let first = poll_fn(|cx| Poll::Ready(looking_again(|| limited(own, || attempt.poll(made.as_mut(), cx))))).await;
    let mut again = match first {
        (Poll::Ready(returned), _) => return Ok(Waited { returned, deadline: None }),
        (Poll::Pending, again) => again,
    };
    let (began, left, is_callers) = begin(attempt, own);
    let mut end = left.map(|left| End::new(attempt, began, left.deadline, is_apart)).transpose()?;
    let (mut is_polled, mut next) = (true, None);
    let returned = poll_fn(|cx| {
        let is_last = match end.as_mut().map(|end| end.poll(cx)) {
            Some(Poll::Ready(Ok(()))) => true,
            // As where there is no timer: without a thread nobody would wake it.
            Some(Poll::Ready(Err(_))) => return Poll::Ready(Err(Stopped::NoRuntime)),
            Some(Poll::Pending) | None => false,
        };
        loop {
            if let Some(again) = again.take() {
                let now = Deadline::now();
                next = now.after(again.into()).and_then(|at| End::new(attempt, now, at, is_apart).ok());
            }
            // Where nobody would wake it, it is woken by others alone.
            let is_due = next.as_mut().is_some_and(|next| next.poll(cx).is_ready());
            if is_due {
                next = None;
            }
            if take(&mut is_polled) && !is_last && !is_due {
                return Poll::Pending;
            }
            let budget = if is_last { Budget::over(left) } else { Budget::from(left) };
            let polled = looking_again(|| budget.during(|| attempt.poll(made.as_mut(), cx)));
            match polled {
                (Poll::Ready(returned), _) => return Poll::Ready(Ok(Some(returned))),
                (Poll::Pending, _) if is_last => return Poll::Ready(Ok(None)),
                (Poll::Pending, None) => return Poll::Pending,
                (Poll::Pending, asked) => (again, is_polled) = (asked, true),
            }
        }
    });
    match returned.await? {
        Some(returned) => Ok(Waited { returned, deadline: left.map(|left| left.deadline) }),
        None => Err(Stopped::at(left.filter(|_| is_callers), own)),
    }
}

/// When the time of a call is up, or it is to be polled again before.
enum End {
    /// By the timer of its runtime.
    OfTask(Pin<Box<Unconstrained<Sleep>>>),
    /// By an alarm, or by the thread that blocks on it.
    #[cfg(feature = "pool")]
    Apart(Box<(Timer, Moment)>),
}

impl End {
    #[cfg_attr(not(feature = "pool"), expect(unused_variables))]
    fn new(attempt: &mut Attempt<'_>, now: Deadline, at: Deadline, is_apart: bool) -> Result<Self, Stopped> {
        #[cfg(feature = "pool")]
        if is_apart {
            let timer = Timer::of(attempt.0.full().state().clock());
            let until = timer.moment(now).after(at.since(now));
            return Ok(Self::Apart(Box::new((timer, until))));
        }
        // What is always ready uses up what tokio lets a task do in one go, and must not take the timer with it.
        Ok(Self::OfTask(Box::pin(unconstrained(at.timer().ok_or(Stopped::NoRuntime)?))))
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::OfTask(timer) => timer.as_mut().poll(cx).map(Ok),
            #[cfg(feature = "pool")]
            Self::Apart(apart) => apart.0.poll(apart.1, cx),
        }
    }
}
