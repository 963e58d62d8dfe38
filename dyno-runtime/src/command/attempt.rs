//! One attempt: admitted by the breaker, ended by its deadline, judged, and reported, once, however it is left.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tracing::{Span, field};

use crate::clock::{Deadline, Moment};
use crate::command::budget::Budget;
use crate::command::call::Call;
use crate::command::returns::Ended;
use crate::error::Error;
use crate::outcome::{Outcome, Verdict, on_unwind};

/// An admitted attempt. Dropped before its outcome is known, it was cancelled, which is no news to the breaker.
#[derive(Debug)]
pub struct Attempt<'a> {
    call: &'a mut Call,
    #[cfg(feature = "breaker")]
    admission: Option<crate::breaker::Admission>,
    outcome: Outcome,
    /// What the breaker is told: well, badly, or no news.
    report: Option<bool>,
    ended: Option<Moment>,
    span: Span,
}

/// Why a body was not waited for any longer.
enum Stopped {
    /// Its own limit.
    Own(Duration),
    /// What its callers left.
    Callers,
    /// There is no timer.
    NoRuntime,
}

impl Call {
    /// Admits or rejects an attempt.
    ///
    /// # Errors
    ///
    /// [`Error::Open`], [`Error::Misconfigured`], and [`Error::Timeout`] when nothing is left of a caller's budget.
    pub fn admit(&mut self) -> Result<Attempt<'_>, Error> {
        Attempt::admit(self)
    }

    /// Awaits the body of a function that nothing can refuse.
    pub async fn observe<F: Future>(
        &mut self,
        body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
    ) -> F::Output {
        Attempt::unguarded(self).observe(body, judge).await
    }

    /// Runs the body of a function that nothing can refuse.
    pub fn observe_sync<R>(&mut self, body: impl FnOnce() -> R, judge: impl FnOnce(&R) -> Verdict) -> R {
        Attempt::unguarded(self).observe_sync(body, judge)
    }
}

impl<'a> Attempt<'a> {
    fn admit(call: &'a mut Call) -> Result<Self, Error> {
        if let Some(error) = call.state().misconfigured() {
            call.attempted(Outcome::Rejected, None);
            return Err(error);
        }
        if Budget::current().is_spent() {
            call.attempted(Outcome::Timeout, None);
            let name = call.state().name().clone();
            return Err(Error::Timeout { name, limit: Duration::ZERO, elapsed: Duration::ZERO });
        }
        #[cfg(feature = "breaker")]
        let admission = match call.state().breaker() {
            None => None,
            Some(breaker) => {
                let state = call.state();
                // Twice its timeout: a probe that times out reports just after it, and must still count.
                let lease = earliest(state.attempt_timeout(), state.timeout()).map(|limit| limit.saturating_mul(2));
                let started = call.started();
                match breaker.shared().enter(|| started, lease) {
                    Ok(admission) => Some(admission),
                    Err(error) => {
                        call.attempted(Outcome::Rejected, None);
                        return Err(error);
                    }
                }
            }
        };
        Ok(Self::new(
            call,
            #[cfg(feature = "breaker")]
            admission,
        ))
    }

    fn unguarded(call: &'a mut Call) -> Self {
        Self::new(
            call,
            #[cfg(feature = "breaker")]
            None,
        )
    }

    fn new(call: &'a mut Call, #[cfg(feature = "breaker")] admission: Option<crate::breaker::Admission>) -> Self {
        let span = tracing::debug_span!(target: "dyno", parent: call.span(), "attempt", outcome = field::Empty);
        Self {
            call,
            #[cfg(feature = "breaker")]
            admission,
            outcome: Outcome::Cancelled,
            report: None,
            ended: None,
            span,
        }
    }

    /// Awaits the body, until its time is up.
    pub async fn run<F: Future>(
        mut self,
        body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
    ) -> Ended<F::Output> {
        let own = earliest(self.call.state().attempt_timeout(), self.call.state().timeout());
        match self.wait_for(body, own).await {
            Ok(returned) => self.judge(returned, judge),
            Err(stopped) => Ended::Refused(self.stop(&stopped, own)),
        }
    }

    /// Runs the body.
    pub fn run_sync<R>(mut self, body: impl FnOnce() -> R, judge: impl FnOnce(&R) -> Verdict) -> Ended<R> {
        let returned = self.watch(body);
        self.judge(returned, judge)
    }

    async fn observe<F: Future>(
        mut self,
        mut body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
    ) -> F::Output {
        let returned = poll_fn(|cx| self.watch(|| body.as_mut().poll(cx))).await;
        self.judge(returned, judge).returned()
    }

    fn observe_sync<R>(mut self, body: impl FnOnce() -> R, judge: impl FnOnce(&R) -> Verdict) -> R {
        let returned = self.watch(body);
        self.judge(returned, judge).returned()
    }

    /// Polls the body first and arms the timer only when that is not ready. Cancel safe if the body is.
    async fn wait_for<F: Future>(
        &mut self,
        mut body: Pin<&mut F>,
        own: Option<Duration>,
    ) -> Result<F::Output, Stopped> {
        let callers = Budget::current();
        let budget = callers.limited(own);
        let first = poll_fn(|cx| Poll::Ready(budget.during(|| self.watch(|| body.as_mut().poll(cx))))).await;
        if let Poll::Ready(returned) = first {
            return Ok(returned);
        }
        let now = Deadline::now();
        let (callers, budget) = (callers.started(now), budget.started(now));
        let stopped = match own {
            Some(limit) if callers != budget => Stopped::Own(limit),
            _ => Stopped::Callers,
        };
        let timer = match budget.deadline.map(Deadline::timer) {
            Some(None) => return Err(Stopped::NoRuntime),
            timer => timer.flatten(),
        };
        let (mut timer, mut is_polled) = (pin!(timer), true);
        let ready = poll_fn(|cx| {
            if !std::mem::take(&mut is_polled) {
                let polled = budget.during(|| self.watch(|| body.as_mut().poll(cx)));
                if polled.is_ready() {
                    return polled.map(Some);
                }
            }
            timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| None)
        });
        ready.await.ok_or(stopped)
    }

    /// Does a piece of the body's work inside the span, and notes a panic that passes.
    fn watch<R>(&mut self, work: impl FnOnce() -> R) -> R {
        let (span, outcome, report) = (&self.span, &mut self.outcome, &mut self.report);
        on_unwind(|| span.in_scope(work), || (*outcome, *report) = (Outcome::Panicked, Some(false)))
    }

    fn judge<R>(mut self, returned: R, judge: impl FnOnce(&R) -> Verdict) -> Ended<R> {
        let verdict = self.watch(|| judge(&returned));
        self.outcome = verdict.into();
        self.report = match verdict {
            Verdict::Success => Some(true),
            Verdict::Failure => Some(false),
            Verdict::Ignored => None,
        };
        self.ended = Some(self.call.state().now());
        if verdict == Verdict::Failure { Ended::Failed(returned) } else { Ended::Answered(returned) }
    }

    fn stop(&mut self, stopped: &Stopped, own: Option<Duration>) -> Error {
        let now = self.call.state().now();
        let elapsed = now.since(self.call.started());
        let name = self.call.state().name().clone();
        self.ended = Some(now);
        let limit = match *stopped {
            Stopped::NoRuntime => {
                self.outcome = Outcome::Rejected;
                return Error::NoRuntime { name };
            }
            Stopped::Own(limit) => {
                self.report = Some(false);
                limit
            }
            Stopped::Callers => {
                // A callee is not to blame for a caller that had hardly any time left.
                self.report = own.is_some_and(|own| elapsed >= own / 2).then_some(false);
                elapsed
            }
        };
        self.outcome = Outcome::Timeout;
        Error::Timeout { name, limit, elapsed }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.span.record("outcome", self.outcome.as_str());
        #[cfg(feature = "breaker")]
        if let (Some(admission), Some(breaker)) = (self.admission, self.call.state().breaker()) {
            let (started, state) = (Some(self.call.started()), self.call.state());
            breaker.shared().leave(admission, self.report, started, || self.ended.unwrap_or_else(|| state.now()));
        }
        self.call.attempted(self.outcome, self.ended);
    }
}

fn earliest(a: Option<Duration>, b: Option<Duration>) -> Option<Duration> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
