//! One attempt: admitted, run, judged, and reported, once, however it is left.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use tracing::{Span, field};

use crate::clock::Moment;
use crate::command::budget::{Budget, earliest};
use crate::command::call::{Call, record};
use crate::command::pass::Pass;
use crate::command::returns::Ended;
use crate::command::wait::{Stopped, Waited, wait_for};
use crate::error::Error;
use crate::outcome::{Outcome, Verdict, on_unwind};

/// An admitted attempt. Dropped before its outcome is known, it was cancelled, which is no news to the breaker.
#[derive(Debug)]
pub struct Attempt<'a> {
    call: &'a mut Call,
    pass: Pass,
    outcome: Outcome,
    /// What the breaker is told: well, badly, or no news.
    report: Option<bool>,
    ended: Option<Moment>,
    span: Span,
}

impl Call {
    /// Admits or rejects an attempt.
    ///
    /// # Errors
    ///
    /// [`Error::Open`], [`Error::Misconfigured`], and [`Error::Timeout`] when nothing is left of a caller's budget.
    pub fn admit(&mut self) -> Result<Attempt<'_>, Error> {
        if let Some(error) = self.state().misconfigured() {
            self.attempted(Outcome::Rejected, None);
            return Err(error);
        }
        if Budget::current().is_spent() {
            self.attempted(Outcome::Timeout, None);
            let name = self.state().name().clone();
            return Err(Error::Timeout { name, limit: Duration::ZERO, elapsed: Duration::ZERO });
        }
        match Pass::ask(self.state(), self.started()) {
            Ok(pass) => Ok(Attempt::new(self, pass)),
            Err(error) => {
                self.attempted(Outcome::Rejected, None);
                Err(error)
            }
        }
    }

    /// Awaits the body of a function that nothing can refuse.
    pub async fn observe<F: Future>(
        &mut self,
        mut body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
    ) -> F::Output {
        let mut attempt = Attempt::new(self, Pass::default());
        let returned = poll_fn(|cx| attempt.watch(|| body.as_mut().poll(cx))).await;
        attempt.judge(returned, judge, false).returned()
    }

    /// Runs the body of a function that nothing can refuse.
    pub fn observe_sync<R>(&mut self, body: impl FnOnce() -> R, judge: impl FnOnce(&R) -> Verdict) -> R {
        Attempt::new(self, Pass::default()).run_sync(body, judge).returned()
    }
}

impl<'a> Attempt<'a> {
    fn new(call: &'a mut Call, pass: Pass) -> Self {
        let span = Span::none();
        let mut attempt = Self { call, pass, outcome: Outcome::Cancelled, report: None, ended: None, span };
        // Once there is a guard to give the place back, because subscribers are the user's.
        attempt.span =
            tracing::debug_span!(target: "dyno", parent: attempt.call.span(), "attempt", outcome = field::Empty);
        attempt
    }

    /// Makes what the fallback will need after the body took it.
    pub fn spare<T>(&mut self, make: impl FnOnce() -> T) -> T {
        self.watch(make)
    }

    /// Awaits the body, until its time is up.
    pub async fn run<F: Future>(
        mut self,
        mut body: Pin<&mut F>,
        judge: impl FnOnce(&F::Output) -> Verdict,
    ) -> Ended<F::Output> {
        let own = earliest(self.call.state().attempt_timeout(), self.call.state().timeout());
        match wait_for(own, |cx| self.watch(|| body.as_mut().poll(cx))).await {
            Ok(Waited { returned, is_late }) => self.judge(returned, judge, is_late),
            Err(stopped) => Ended::Refused(self.stop(&stopped, own)),
        }
    }

    /// Runs the body.
    pub fn run_sync<R>(mut self, body: impl FnOnce() -> R, judge: impl FnOnce(&R) -> Verdict) -> Ended<R> {
        let returned = self.watch(body);
        self.judge(returned, judge, false)
    }

    /// Does a piece of the user's work inside the span, and notes a panic that passes.
    fn watch<R>(&mut self, work: impl FnOnce() -> R) -> R {
        let (span, outcome, report) = (&self.span, &mut self.outcome, &mut self.report);
        on_unwind(|| span.in_scope(work), || (*outcome, *report) = (Outcome::Panicked, Some(false)))
    }

    /// Judges what was returned. A failure that comes when the time is up is a timeout: most often one of a nested command,
    /// whose time was up with this one's.
    fn judge<R>(mut self, returned: R, judge: impl FnOnce(&R) -> Verdict, is_late: bool) -> Ended<R> {
        let verdict = self.watch(|| judge(&returned));
        self.outcome = match verdict {
            Verdict::Failure if is_late => Outcome::Timeout,
            verdict => verdict.into(),
        };
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
            Stopped::Callers { left, whole } => {
                // A callee is not to blame for a caller that had hardly any time left.
                self.report = (elapsed >= own.unwrap_or(whole) / 2).then_some(false);
                left
            }
        };
        self.outcome = Outcome::Timeout;
        Error::Timeout { name, limit, elapsed }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.pass.give_back(self.call.state(), self.report, self.call.started(), self.ended);
        self.call.attempted(self.outcome, self.ended);
        record(&self.span, self.outcome);
    }
}
