//! A body that is awaited until its time is up.

use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::clock::Limit;
use crate::command::attempt::Attempt;
use crate::command::returns::Ended;
use crate::command::run::{Asks, Body, Place, Returned};
use crate::command::wait::{LazyTimer, Stopped, Until, Waiter};
use crate::error::Error;
use crate::left::{Budget, entered, limited};

impl Attempt<'_> {
    /// Awaits the body, until its time is up.
    pub(in crate::command) fn run<P: Place>(
        self,
        body: P,
        timer: impl LazyTimer,
        asked: impl Asks<Returned<P>>,
    ) -> impl Body<Returned = Returned<P>> {
        let (running, stage) = (Some((self, asked)), ManuallyDrop::new(Stage::First));
        Run { running, body, stage, begin: begin_late, timer: ManuallyDrop::new(timer) }
    }
}

/// What waits to begin, and how long it may take from then on.
type Begun<'a, Q> = ((Attempt<'a>, Q), Result<Option<Limit>, Error>);

async fn begin_late<Q>((mut attempt, asked): (Attempt<'_>, Q), own: Option<Limit>) -> Begun<'_, Q> {
    let left = attempt.wait_to_begin(own).await;
    ((attempt, asked), left)
}

/// Until its time is up.
struct Run<'a, P, Q, L: LazyTimer, B, W> {
    /// Until it has ended.
    running: Option<(Attempt<'a>, Q)>,
    body: P,
    begin: B,
    /// This and the timer are dropped by hand, so that a body that was ready need not look whether there is anything to drop.
    stage: ManuallyDrop<Stage<W>>,
    timer: ManuallyDrop<L>,
}

/// How far it has come, in an attempt of that limit.
enum Stage<W> {
    /// Its body has not been polled.
    First,
    /// It waits for its turn or for a permit. In a box: few do, and each that is in flight has room for it.
    Begins(Pin<Box<W>>, Option<Limit>),
    /// Its body was polled.
    Polled(Option<Limit>),
    /// Its body has to be waited for.
    Waits(Until, Option<Limit>),
    /// It is refused, which is left to whoever drops it.
    Left,
}

impl<'a, P, Q, L, B, W> Body for Run<'a, P, Q, L, B, W>
where
    P: Place,
    Q: Asks<Returned<P>>,
    L: LazyTimer,
    B: Fn((Attempt<'a>, Q), Option<Limit>) -> W,
    W: Future<Output = Begun<'a, Q>>,
{
    type Returned = Returned<P>;

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Returned<P>> {
        let (Some((attempt, _)), Some(body)) = (&mut self.running, self.body.future()) else { return Poll::Pending };
        let (own, budget) = if let Stage::First = *self.stage {
            if attempt.0.is_to_wait() {
                return Poll::Pending;
            }
            (attempt.0.limit(), None)
        } else {
            match self.stage.budget() {
                None => return Poll::Pending,
                budget => (None, budget),
            }
        };
        let polled = entered(own, budget, || attempt.poll(body, cx));
        if polled.is_pending() && budget.is_none() {
            *self.stage = Stage::Polled(own);
        }
        polled
    }

    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn has_failed(&mut self, returned: &Returned<P>) -> bool {
        let deadline = if let Stage::Waits(until, _) = &*self.stage { until.deadline() } else { None };
        self.running.take().is_some_and(|(attempt, asked)| asked.has_failed(attempt, returned, deadline))
    }

    fn goes_on(&mut self, cx: &mut Context<'_>) -> Poll<Ended<Returned<P>>> {
        loop {
            match (&mut *self.stage, &mut self.running) {
                (Stage::First, running) => {
                    let Some(running) = running.take() else { return Poll::Pending };
                    let own = running.0.0.limit();
                    *self.stage = Stage::Begins(Box::pin((self.begin)(running, own)), own);
                }
                (Stage::Begins(begins, own), running) => {
                    let (own, (begun, left)) = (*own, ready!(begins.as_mut().poll(cx)));
                    *self.stage = Stage::Polled(own);
                    let (attempt, _) = running.insert(begun);
                    let left = match left {
                        Ok(left) => left,
                        Err(error) => return self.refused(error),
                    };
                    let Some(body) = self.body.future() else { return Poll::Pending };
                    return match limited(left, || attempt.poll(body, cx)) {
                        Poll::Ready(returned) if self.has_failed(&returned) => Poll::Ready(Ended::Failed(returned)),
                        Poll::Ready(returned) => Poll::Ready(Ended::Answered(returned)),
                        Poll::Pending => self.waits(left, own, cx),
                    };
                }
                (Stage::Polled(own), _) => {
                    let own = *own;
                    return self.waits(own, own, cx);
                }
                (Stage::Waits(until, own), _) => {
                    let own = *own;
                    let stopped = ready!(until.is_up(&mut *self.timer, cx));
                    return self.stopped(&stopped, own);
                }
                (Stage::Left, _) => return Poll::Pending,
            }
        }
    }

    fn leave(&mut self) {
        self.body.leave();
    }
}

impl<P: Place, Q: Asks<Returned<P>>, L: LazyTimer, B, W> Run<'_, P, Q, L, B, W> {
    /// Begins to wait for the body.
    fn waits(&mut self, left: Option<Limit>, own: Option<Limit>, cx: &mut Context<'_>) -> Poll<Ended<Returned<P>>> {
        let Some((attempt, _)) = &mut self.running else { return Poll::Pending };
        let stopped = match Until::begin(attempt, left, &mut *self.timer) {
            Ok(until) => {
                *self.stage = Stage::Waits(until, own);
                ready!(until.is_up(&mut *self.timer, cx))
            }
            Err(stopped) => stopped,
        };
        self.stopped(&stopped, own)
    }

    fn stopped(&mut self, stopped: &Stopped, own: Option<Limit>) -> Poll<Ended<Returned<P>>> {
        let Some((attempt, _)) = &mut self.running else { return Poll::Pending };
        let error = attempt.0.full().stop(stopped, own);
        self.refused(error)
    }

    fn refused(&mut self, error: Error) -> Poll<Ended<Returned<P>>> {
        let Some((attempt, _)) = &mut self.running else { return Poll::Pending };
        if attempt.0.full().leaves(&error) {
            *self.stage = Stage::Left;
            return Poll::Pending;
        }
        self.running = None;
        Poll::Ready(Ended::Refused(error.into()))
    }
}

impl<P, Q, L: LazyTimer, B, W> Run<'_, P, Q, L, B, W> {
    /// Drops what only a call that waited has. Out of line, so that the others have little to do.
    #[inline(never)]
    fn tidy_up(&mut self) {
        self.timer.disarm();
        *self.stage = Stage::Left;
    }
}

impl<P, Q, L: LazyTimer, B, W> Drop for Run<'_, P, Q, L, B, W> {
    #[inline]
    fn drop(&mut self) {
        if !matches!(*self.stage, Stage::First) {
            self.tidy_up();
        }
    }
}

impl<W> Stage<W> {
    /// What callees find, while the body has to be waited for.
    #[cold]
    #[inline(never)]
    fn budget(&self) -> Option<Budget> {
        if let Self::Waits(until, _) = self { Some(until.budget()) } else { None }
    }
}
