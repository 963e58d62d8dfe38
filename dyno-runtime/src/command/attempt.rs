//! One attempt: admitted, run, judged, and reported, once, however it is left.

use std::future::Future;
use std::mem::{ManuallyDrop, forget};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::{Deadline, Limit, Moment};
use crate::command::call::Call;
use crate::command::full::Full;
use crate::command::pass::Pass;
#[cfg(feature = "bulkhead")]
use crate::command::queue::{NoRoom, wait_for_room};
use crate::command::refusal::Refusal;
use crate::command::returns::Ended;
use crate::command::room::Room;
use crate::command::task::dropped;
#[cfg(feature = "rate_limit")]
use crate::command::turn;
use crate::command::turn::By;
use crate::command::wait::{Stopped, Waiter};
use crate::error::{Error, NoRuntime, Timeout};
use crate::left::Budget;
use crate::outcome::{Outcome, Verdict, on_unwind};

/// An attempt that its call keeps. Dropped before its outcome is known, it was cancelled, which is no news to the breaker.
#[derive(Debug)]
pub(super) struct Attempt<'a>(pub(super) &'a mut Call);

impl<'a> Attempt<'a> {
    #[cold]
    pub(super) fn begin(call: &'a mut Call, pass: Pass, room: Room) -> Self {
        // A guard first, to give the place back, because subscribers are the user's.
        call.full().begins_attempt(pass, room);
        let attempt = Self(call);
        attempt.0.full().trace.begin_attempt();
        attempt
    }

    /// Waits until its body may begin: until it is its turn and a permit is free, or to be dropped. The time that it takes is that of the
    /// attempt, and what is left of it is for the body.
    pub(super) async fn wait_to_begin(&mut self, own: Option<Limit>) -> Result<Option<Limit>, Error> {
        if self.0.is_left() {
            return dropped().await;
        }
        #[cfg(feature = "rate_limit")]
        let (left, waited) = match self.0.full().turn.take() {
            Some(turn) => self.wait_for_turn(own, turn::wait(turn)).await?,
            None => (own, Duration::ZERO),
        };
        #[cfg(not(feature = "rate_limit"))]
        let left = own;
        #[cfg(feature = "bulkhead")]
        let left = self.wait_for_permit(left, own).await?;
        #[cfg(feature = "rate_limit")]
        {
            // Last, because until now there was no permit to give back.
            let full = self.0.full();
            full.room = full.room.after(waited);
        }
        Ok(left)
    }

    /// Waits for its turn: says what is left then, and how long it was.
    #[cfg(feature = "rate_limit")]
    pub(super) async fn wait_for_turn(
        &mut self,
        own: Option<Limit>,
        wait: impl Future<Output = Result<(), Stopped>>,
    ) -> Result<(Option<Limit>, Duration), Error> {
        let full = self.0.full();
        full.waits(Deadline::now());
        let began = full.state().now();
        // Few calls wait, and each that is in flight has room for it.
        let stopped = Box::pin(wait).await;
        let full = self.0.full();
        if let Err(stopped) = stopped {
            return Err(full.stop(&stopped, own));
        }
        let waited = full.state().now().since(began);
        Ok((own.map(|own| Limit::from(own.duration().saturating_sub(waited))), waited))
    }

    /// Waits for a permit.
    #[cfg(feature = "bulkhead")]
    async fn wait_for_permit(&mut self, own: Option<Limit>, whole: Option<Limit>) -> Result<Option<Limit>, Error> {
        let full = self.0.full();
        full.waits(Deadline::now());
        let began = full.state().now();
        let Some(bulkhead) = full.state().bulkhead().map(|bulkhead| bulkhead.shared().clone()) else {
            return Ok(own);
        };
        let name = full.state().name().clone();
        let entered = wait_for_room(bulkhead, name, own).await;
        let full = self.0.full();
        let error = match entered {
            Ok(left) => {
                full.room = Room::taken_after(full.state().now().since(began));
                return Ok(left);
            }
            Err(NoRoom::Refused(error)) => {
                full.outcome = outcome_of(&error);
                error
            }
            Err(NoRoom::Stopped(stopped)) => full.stop(&stopped, whole),
        };
        // Its body has not begun: that is no news about the service.
        full.report = full.news_of(&error);
        Err(error)
    }

    /// Does a piece of the user's work inside the span, and notes a panic that passes.
    #[inline]
    pub(super) fn watch<R>(&mut self, work: impl FnOnce() -> R) -> R {
        let _entered = self.0.enter_attempt();
        on_unwind(work, || self.0.full().panics())
    }

    /// Judges what was returned, and tells whether that is a failure.
    #[inline]
    pub(super) fn judged<R>(
        mut self,
        returned: &R,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
        deadline: Option<Deadline>,
    ) -> bool {
        let verdict = self.watch(|| judge(returned));
        self.has_failed_by(returned, verdict, tell, hint, deadline)
    }

    /// The same of what the caller gets, or a fallback is asked for.
    pub(super) fn judge<R>(
        self,
        returned: R,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
        deadline: Option<Deadline>,
    ) -> Ended<R> {
        let has_failed = self.judged(&returned, judge, tell, hint, deadline);
        if has_failed { Ended::Failed(returned) } else { Ended::Answered(returned) }
    }

    /// Ends it by the verdict on what was returned, and tells whether that is a failure.
    #[inline]
    fn has_failed_by<R>(
        mut self,
        returned: &R,
        verdict: Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
        deadline: Option<Deadline>,
    ) -> bool {
        if verdict == Verdict::Success && self.0.goes_well() {
            forget(self);
            return false;
        }
        self.0.full().is_judged(verdict, deadline);
        let mut told = None;
        if verdict == Verdict::Failure {
            // When all is known of it, because the words of an error are the user's.
            self.0.full().tell_failure(|| tell(returned));
            told = self.watch(|| hint(returned));
        }
        self.end(told);
        verdict == Verdict::Failure
    }

    /// The same of one that was not awaited.
    pub(super) fn has_failed<R>(
        self,
        returned: &R,
        verdict: Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
    ) -> bool {
        self.has_failed_by(returned, verdict, tell, hint, None)
    }

    /// Ends it, when it is `told` how long another has no chance.
    #[cold]
    fn end(self, told: Option<Duration>) {
        ManuallyDrop::new(self).0.full().ends_attempt(told);
    }
}

impl Waiter for Attempt<'_> {
    #[inline]
    fn poll<F: Future>(&mut self, body: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.watch(|| body.poll(cx))
    }

    #[inline]
    fn waits(&mut self, now: Deadline) {
        self.0.waits(now);
    }
}

impl Attempt<'_> {
    /// Notes that it was left before it ended. Out of line, because those that end have this behind them everywhere.
    #[cold]
    #[inline(never)]
    fn is_left(&mut self) {
        self.0.full().ends_attempt(None);
    }
}

impl Drop for Attempt<'_> {
    #[inline]
    fn drop(&mut self) {
        self.is_left();
    }
}

impl Full {
    /// Asks whatever may refuse an attempt.
    #[cold]
    pub(super) fn admit(&mut self, by: By<'_>) -> Result<(Pass, Room), Refusal> {
        let state = self.state();
        if self.has_no_time_left() {
            return self.refuse_late();
        }
        if !state.has_rate_limit() {
            if let Some(let_in) = Pass::at_once(state).and_then(|pass| Some((pass, Room::at_once(state)?))) {
                return Ok(let_in);
            }
        }
        if let Some(error) = self.state().misconfigured() {
            return self.refuse(Outcome::Rejected, error);
        }
        if Budget::current().is_spent() {
            return self.refuse_late();
        }
        self.pass(by).or_else(|error| self.refuse(outcome_of(&error), error))
    }

    /// Turns an attempt away for which there is no time.
    fn refuse_late(&mut self) -> Result<(Pass, Room), Refusal> {
        let name = self.state().name().clone();
        self.refuse(Outcome::Timeout, Error::from(Timeout { name, limit: Duration::ZERO, elapsed: Duration::ZERO }))
    }

    /// Turns an attempt away; or lets one in that only waits to be dropped, if the refusal is somebody else's to tell.
    fn refuse(&mut self, outcome: Outcome, error: Error) -> Result<(Pass, Room), Refusal> {
        self.outcome = outcome;
        if self.leaves(&error) {
            return Ok((Pass::default(), Room::FREE));
        }
        self.state().metrics().attempted(outcome, None);
        Err(error.into())
    }

    /// Tells whoever listens of a refusal, and whether it is left to whoever prepared the call.
    pub(super) fn leaves(&self, error: &Error) -> bool {
        // Another attempt may follow.
        #[cfg(feature = "retry")]
        if self.state().retry().is_some() {
            return false;
        }
        self.leaves_at_last(error)
    }

    /// The same where no other attempt follows.
    pub(super) fn leaves_at_last(&self, error: &Error) -> bool {
        self.tell_refusal(error);
        let is_left = self.is_without_fallback();
        if is_left {
            self.leave(error.clone());
        }
        is_left
    }

    /// Notes a panic that passes.
    pub(super) fn panics(&mut self) {
        (self.outcome, self.report) = (Outcome::Panicked, Some(false));
    }

    /// Notes what became of the attempt. A failure that comes when the time is up is a timeout: most often one of a nested
    /// command, whose time was up with this one's.
    #[cold]
    fn is_judged(&mut self, verdict: Verdict, deadline: Option<Deadline>) {
        self.outcome = match verdict {
            Verdict::Failure if deadline.is_some_and(Deadline::has_passed) => Outcome::Timeout,
            verdict => verdict.into(),
        };
        self.report = match verdict {
            Verdict::Success => Some(true),
            Verdict::Failure => Some(false),
            Verdict::Ignored => None,
        };
        if verdict != Verdict::Success || self.is_timed() {
            self.notes_end();
        }
    }

    #[cold]
    pub(super) fn stop(&mut self, stopped: &Stopped, own: Option<Limit>) -> Error {
        let now = self.state().now();
        let ran = now.since(self.attempt_started_by(now));
        let name = self.state().name().clone();
        self.ended = Some(now);
        let (limit, elapsed) = match *stopped {
            Stopped::NoRuntime => {
                self.outcome = Outcome::Rejected;
                return Error::from(NoRuntime { name });
            }
            Stopped::Own(limit) => {
                self.report = Some(false);
                // Some of it may have gone by in waiting for a permit.
                self.overrun(now).unwrap_or_else(|| (own.map_or(limit, Limit::duration), ran))
            }
            Stopped::Callers { deadline, whole } => {
                // A callee is not to blame for a caller that had hardly any time left.
                let ran = ran.saturating_sub(self.room.waited());
                self.report = (ran >= own.map_or(whole, Limit::duration) / 2).then_some(false);
                (deadline.since(self.since.unwrap_or(deadline)), self.elapsed(now))
            }
        };
        self.outcome = Outcome::Timeout;
        Error::from(Timeout { name, limit, elapsed })
    }

    /// The limit of the call and how long that has run, if that is over: the last attempt had what the others had left of it.
    pub(super) fn overrun(&self, now: Moment) -> Option<(Duration, Duration)> {
        let whole = self.timeout().filter(|_| self.is_over(Deadline::now()))?;
        Some((whole.duration(), self.elapsed(now)))
    }
}

/// How an attempt ends that got no place to begin at.
pub(super) fn outcome_of(error: &Error) -> Outcome {
    match error {
        Error::Timeout { .. } => Outcome::Timeout,
        _ => Outcome::Rejected,
    }
}
