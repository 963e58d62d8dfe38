//! Awaiting the body of an attempt. By hand: of a body that is ready at its first poll nothing has to be kept, and what it returned stays
//! where it was polled, because it may be long, and what goes through a hand is moved.

mod limited;
mod observed;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::clock::Deadline;
use crate::command::attempt::Attempt;
use crate::command::refusal::Refusal;
use crate::command::returns::Ended;
use crate::outcome::Verdict;

/// What is asked of what a body returned.
pub(super) struct Asked<J, T, H> {
    pub(super) judge: J,
    pub(super) tell: T,
    pub(super) hint: H,
}

/// What becomes of what a body returned.
pub(super) trait Asks<R> {
    /// Ends the attempt, and tells whether it has failed.
    fn has_failed(self, attempt: Attempt<'_>, returned: &R, deadline: Option<Deadline>) -> bool;
}

impl<R, J, T, H> Asks<R> for Asked<J, T, H>
where
    J: FnOnce(&R) -> Verdict,
    T: FnOnce(&R) -> Option<String>,
    H: FnOnce(&R) -> Option<Duration>,
{
    #[inline]
    fn has_failed(self, attempt: Attempt<'_>, returned: &R, deadline: Option<Deadline>) -> bool {
        attempt.judged(returned, self.judge, self.tell, self.hint, deadline)
    }
}

/// A body that is awaited. Dropped before it has returned, its attempt was cancelled.
pub(super) trait Body {
    type Returned;

    /// Polls it, if nothing else is to be done before.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Returned>;

    /// Ends the attempt by what that gave, and tells whether it has failed.
    fn has_failed(&mut self, returned: &Self::Returned) -> bool;

    /// Does whatever else there is to do when that is pending.
    fn goes_on(&mut self, cx: &mut Context<'_>) -> Poll<Ended<Self::Returned>>;

    /// Drops what is awaited.
    fn leave(&mut self);
}

/// Where the future of a body stands.
pub(super) trait Place {
    type Future: Future;

    fn future(&mut self) -> Option<Pin<&mut Self::Future>>;

    fn leave(&mut self);
}

/// What it returns.
pub(super) type Returned<P> = <<P as Place>::Future as Future>::Output;

/// In a place that is left when the call is.
pub(super) struct Lent<'a, F>(pub(super) Pin<&'a mut F>);

impl<F: Future> Place for Lent<'_, F> {
    type Future = F;

    #[inline]
    fn future(&mut self) -> Option<Pin<&mut F>> {
        Some(self.0.as_mut())
    }

    fn leave(&mut self) {}
}

/// In a place that can be left before.
pub(super) struct Given<'a, F>(pub(super) Pin<&'a mut Option<F>>);

impl<F: Future> Place for Given<'_, F> {
    type Future = F;

    #[inline]
    fn future(&mut self) -> Option<Pin<&mut F>> {
        self.0.as_mut().as_pin_mut()
    }

    fn leave(&mut self) {
        self.0.set(None);
    }
}

/// Gives how the attempt ended.
pub(super) struct Whole<B>(pub(super) B);

impl<B> Unpin for Whole<B> {}

impl<B: Body> Future for Whole<B> {
    type Output = Ended<B::Returned>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.poll(cx) {
            Poll::Ready(returned) if self.0.has_failed(&returned) => Poll::Ready(Ended::Failed(returned)),
            Poll::Ready(returned) => Poll::Ready(Ended::Answered(returned)),
            Poll::Pending => self.0.goes_on(cx),
        }
    }
}

/// Gives what was returned, or what is made of a refusal: of both in one place, or what is returned would be moved once more.
pub(super) struct Bare<B, C> {
    /// What runs, or why nothing does.
    pub(super) body: Result<B, Option<Refusal>>,
    pub(super) refuse: C,
}

impl<B, C> Unpin for Bare<B, C> {}

impl<B: Body, C: Fn(Refusal) -> B::Returned> Future for Bare<B, C> {
    type Output = B::Returned;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut polled = match &mut self.body {
            Ok(body) => body.poll(cx),
            Err(_) => Poll::Pending,
        };
        match (&polled, &mut self.body) {
            (Poll::Ready(returned), Ok(body)) => {
                body.has_failed(returned);
            }
            _ => polled = self.goes_on(cx),
        }
        polled
    }
}

/// Gives what was returned, by a body that nothing refuses or by what filters made of its call: of both in one place, as above.
#[cfg(feature = "aspect")]
pub(super) struct Passing<B, L>(pub(super) Result<B, L>);

#[cfg(feature = "aspect")]
impl<B, L> Unpin for Passing<B, L> {}

#[cfg(feature = "aspect")]
impl<B: Body, L: Future<Output = B::Returned> + Unpin> Future for Passing<B, L> {
    type Output = B::Returned;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = match &mut self.0 {
            Ok(body) => body.poll(cx),
            Err(filtered) => Pin::new(filtered).poll(cx),
        };
        if let Ok(body) = &mut self.0 {
            match &polled {
                Poll::Ready(returned) => _ = body.has_failed(returned),
                Poll::Pending => _ = body.goes_on(cx),
            }
        }
        polled
    }
}

impl<B: Body, C: Fn(Refusal) -> B::Returned> Bare<B, C> {
    #[inline(never)]
    fn goes_on(&mut self, cx: &mut Context<'_>) -> Poll<B::Returned> {
        let refusal = match &mut self.body {
            Ok(body) => match ready!(body.goes_on(cx)) {
                Ended::Answered(returned) | Ended::Failed(returned) => return Poll::Ready(returned),
                Ended::Refused(refusal) => {
                    // It may hold what the user's `From` asks for.
                    body.leave();
                    Some(refusal)
                }
            },
            Err(refusal) => refusal.take(),
        };
        refusal.map_or(Poll::Pending, |refusal| Poll::Ready((self.refuse)(refusal)))
    }
}
