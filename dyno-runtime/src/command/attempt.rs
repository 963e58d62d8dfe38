//! One attempt: admitted, run, judged, and reported, once, however it is left.

use std::future::{Future, poll_fn};
use std::mem::forget;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::{Deadline, Limit};
use crate::command::budget::{Budget, earliest};
use crate::command::call::Call;
use crate::command::pass::Pass;
#[cfg(feature = "bulkhead")]
use crate::command::queue::{NoRoom, wait_for_room};
use crate::command::returns::Ended;
use crate::command::room::Room;
use crate::command::task::dropped;
use crate::command::wait::{Stopped, Waited, wait_for};
use crate::error::Error;
use crate::outcome::{Outcome, Verdict, on_unwind};

/// An admitted attempt. Dropped before its outcome is known, it was cancelled, which is no news to the breaker.
#[derive(Debug)]
pub struct Attempt<'a>(pub(super) &'a mut Call);

impl Call {
    /// Admits or rejects an attempt.
    ///
    /// # Errors
    ///
    /// [`Error::Open`], [`Error::Full`], [`Error::Misconfigured`], and [`Error::Timeout`] when nothing is left of a caller's budget or
    /// a sync attempt had to wait too long for a permit.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    pub fn admit(&mut self) -> Result<Attempt<'_>, Box<Error>> {
        let state = self.state();
        match Pass::at_once(state).and_then(|pass| Some((pass, Room::at_once(state)?))) {
            Some((pass, room)) => Ok(Attempt::new(self, pass, room)),
            None => self.ask().map(|(pass, room)| Attempt::new(self, pass, room)),
        }
    }

    #[cold]
    fn ask(&mut self) -> Result<(Pass, Room), Box<Error>> {
        if let Some(error) = self.state().misconfigured() {
            return self.refuse(Outcome::Rejected, error);
        }
        if Budget::current().is_spent() {
            let name = self.state().name().clone();
            let error = Error::Timeout { name, limit: Duration::ZERO, elapsed: Duration::ZERO };
            return self.refuse(Outcome::Timeout, error);
        }
        self.pass().or_else(|error| self.refuse(outcome_of(&error), error))
    }

    /// Turns an attempt away; or lets one in that only waits to be dropped, if the refusal is somebody else's to tell.
    fn refuse(&mut self, outcome: Outcome, error: Error) -> Result<(Pass, Room), Box<Error>> {
        self.tell_refusal(&error);
        self.outcome = outcome;
        if self.is_without_fallback() {
            self.leave(error);
            return Ok((Pass::default(), Room::FREE));
        }
        self.state().metrics().attempted(outcome, None);
        Err(error.into())
    }

    /// Awaits the body of a function that nothing can refuse.
    pub async fn observe<F: Future>(
        &mut self,
        mut body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> F::Output {
        let mut attempt = Attempt::new(self, Pass::default(), Room::FREE);
        let returned = poll_fn(|cx| attempt.poll(body.as_mut(), cx)).await;
        attempt.judge(returned, judge, tell, None).returned()
    }

    /// Runs the body of a function that nothing can refuse.
    pub fn observe_sync<R>(
        &mut self,
        body: impl FnOnce() -> R,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> R {
        Attempt::new(self, Pass::default(), Room::FREE).run_sync(body, judge, tell).returned()
    }
}

impl<'a> Attempt<'a> {
    #[inline]
    fn new(call: &'a mut Call, pass: Pass, room: Room) -> Self {
        // A guard first, to give the place back, because subscribers are the user's.
        call.begins_attempt(pass, room);
        let attempt = Self(call);
        attempt.0.trace.begin_attempt();
        attempt
    }

    /// Makes what the fallback will need after the body took it.
    pub fn spare<T>(&mut self, make: impl FnOnce() -> T) -> T {
        self.watch(make)
    }

    /// Awaits the body, until its time is up.
    #[expect(
        clippy::manual_async_fn,
        reason = "an async fn keeps its arguments twice, in every call that is in flight"
    )]
    pub fn run<F: Future>(
        mut self,
        mut body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
        tell: impl FnOnce(&F::Output) -> Option<String>,
    ) -> impl Future<Output = Ended<F::Output>> {
        async move {
            if self.0.is_left() {
                return dropped().await;
            }
            let own = earliest(self.0.state().attempt_timeout(), self.0.timeout());
            let error = 'refused: {
                #[cfg(not(feature = "bulkhead"))]
                let left = own;
                #[cfg(feature = "bulkhead")]
                let left = if self.0.room.is_awaited() {
                    match self.wait_for_room(own).await {
                        Ok(left) => left,
                        Err(error) => break 'refused error,
                    }
                } else {
                    own
                };
                // In a statement of its own: what the body returned may not be held across the wait that follows.
                let stopped = match wait_for(left, |cx| self.poll(body.as_mut(), cx)).await {
                    Ok(Waited { returned, deadline }) => return self.judge(returned, judge, tell, deadline),
                    Err(stopped) => stopped,
                };
                Box::new(self.stop(&stopped, own))
            };
            self.0.tell_refusal(&error);
            if self.0.is_without_fallback() {
                self.0.leave(*error);
                return dropped().await;
            }
            Ended::Refused(error)
        }
    }

    /// Waits for a permit. The time that it takes is that of the attempt, and what is left of it is for the body.
    #[cfg(feature = "bulkhead")]
    async fn wait_for_room(&mut self, own: Option<Limit>) -> Result<Option<Limit>, Box<Error>> {
        self.0.waits();
        let state = self.0.state();
        let began = state.now();
        let Some(bulkhead) = state.bulkhead().map(|bulkhead| bulkhead.shared().clone()) else {
            return Ok(own);
        };
        let error = match wait_for_room(bulkhead, state.name().clone(), own).await {
            Ok(left) => {
                self.0.room = Room::taken_after(self.0.state().now().since(began));
                return Ok(left);
            }
            Err(NoRoom::Refused(error)) => {
                self.0.outcome = outcome_of(&error);
                error
            }
            Err(NoRoom::Stopped(stopped)) => self.stop(&stopped, own),
        };
        // Its body has not begun: that is no news about the service.
        self.0.report = self.0.news_of(&error);
        Err(error.into())
    }

    /// Runs the body.
    pub fn run_sync<R>(
        mut self,
        body: impl FnOnce() -> R,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
    ) -> Ended<R> {
        let returned = self.watch(body);
        self.judge(returned, judge, tell, None)
    }

    /// Does a piece of the user's work inside the span, and notes a panic that passes.
    fn watch<R>(&mut self, work: impl FnOnce() -> R) -> R {
        let Call { outcome, report, trace, .. } = &mut *self.0;
        let _entered = trace.enter_attempt();
        on_unwind(work, || (*outcome, *report) = (Outcome::Panicked, Some(false)))
    }

    /// Polls the body, and notes when it has to be waited for.
    fn poll<F: Future>(&mut self, body: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let polled = self.watch(|| body.poll(cx));
        if polled.is_pending() {
            self.0.waits();
        }
        polled
    }

    /// Judges what was returned. A failure that comes when the time is up is a timeout: most often one of a nested command,
    /// whose time was up with this one's.
    pub(super) fn judge<R>(
        mut self,
        returned: R,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        deadline: Option<Deadline>,
    ) -> Ended<R> {
        let verdict = self.watch(|| judge(&returned));
        self.0.outcome = match verdict {
            Verdict::Failure if deadline.is_some_and(Deadline::has_passed) => Outcome::Timeout,
            verdict => verdict.into(),
        };
        self.0.report = match verdict {
            Verdict::Success => Some(true),
            Verdict::Failure => Some(false),
            Verdict::Ignored => None,
        };
        if verdict != Verdict::Success || self.0.is_timed() {
            self.0.notes_end();
        }
        // When all is known of it, because the words of an error are the user's.
        if verdict == Verdict::Failure {
            self.0.tell_failure(|| tell(&returned));
        }
        self.end();
        if verdict == Verdict::Failure { Ended::Failed(returned) } else { Ended::Answered(returned) }
    }

    /// Ends it as dropping does, but where it can be seen how: that takes half of the instructions.
    #[expect(clippy::inline_always, reason = "on the path of every healthy call")]
    #[inline(always)]
    fn end(self) {
        self.0.ends_attempt();
        forget(self);
    }

    #[cold]
    pub(super) fn stop(&mut self, stopped: &Stopped, own: Option<Limit>) -> Error {
        let now = self.0.state().now();
        let elapsed = now.since(self.0.started_by(now));
        let name = self.0.state().name().clone();
        self.0.ended = Some(now);
        let limit = match *stopped {
            Stopped::NoRuntime => {
                self.0.outcome = Outcome::Rejected;
                return Error::NoRuntime { name };
            }
            Stopped::Own(limit) => {
                self.0.report = Some(false);
                // Some of it may have gone by in waiting for a permit.
                own.map_or(limit, Limit::duration)
            }
            Stopped::Callers { left, whole } => {
                // A callee is not to blame for a caller that had hardly any time left.
                let ran = elapsed.saturating_sub(self.0.room.waited());
                self.0.report = (ran >= own.map_or(whole, Limit::duration) / 2).then_some(false);
                left
            }
        };
        self.0.outcome = Outcome::Timeout;
        Error::Timeout { name, limit, elapsed }
    }
}

/// How an attempt ends that got no place to begin at.
pub(super) fn outcome_of(error: &Error) -> Outcome {
    match error {
        Error::Timeout { .. } => Outcome::Timeout,
        _ => Outcome::Rejected,
    }
}

impl Drop for Attempt<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.ends_attempt();
    }
}
