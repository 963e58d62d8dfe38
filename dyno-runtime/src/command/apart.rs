//! A body that runs on a thread of a pool, while its call is waited for: by a thread that blocks, or by a task.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tracing::Span;

#[cfg(feature = "cache")]
use crate::chain::Chain;
use crate::clock::{Deadline, Limit, Moment};
use crate::command::attempt::{Attempt, outcome_of};
use crate::command::crossing::{ApartBody, ComesBack};
use crate::command::returns::Ended;
use crate::command::task::{Claim, Inside, Stay, dropped, post};
#[cfg(feature = "rate_limit")]
use crate::command::timer::wait_for;
use crate::command::timer::{Timer, is_parked};
use crate::command::wait::{Stopped, left};
use crate::error::Error;
use crate::left::Budget;
use crate::outcome::{Outcome, Verdict};
use crate::pool::JobHandle;
use crate::registry::{Registry, instance_in_scope};
#[cfg(feature = "retry")]
use crate::retry::{is_within, when_within};
#[cfg(feature = "timing")]
use crate::timing;

impl Attempt<'_> {
    /// Awaits the body on a thread of the command's pool, until its time is up.
    pub(super) async fn run_apart<R: ComesBack>(
        mut self,
        body: impl ApartBody<R>,
        judge: impl FnOnce(&R) -> Verdict,
        tell: impl FnOnce(&R) -> Option<String>,
        hint: impl FnOnce(&R) -> Option<Duration>,
    ) -> Ended<R> {
        if self.0.is_left() {
            return dropped().await;
        }
        let own = self.0.limit();
        #[cfg(not(feature = "rate_limit"))]
        let turn = Ok::<_, Error>(own);
        #[cfg(feature = "rate_limit")]
        let turn = self.take_turn(own).await;
        let error = match turn.and_then(|left| self.send(left, body)) {
            Err(error) => self.reject(error),
            Ok(mut sent) => match sent.wait().await {
                Ok(Ok(returned)) => return self.judge(returned, judge, tell, hint, sent.deadline),
                Ok(Err(error)) => self.reject(error),
                Err(late) => {
                    let began = !sent.job.is_waiting();
                    // Given up before its end is told: whoever is told finds it gone.
                    drop(sent.job);
                    self.give_up(&late, own, began)
                }
            },
        };
        if self.0.full().leaves(&error) {
            return dropped().await;
        }
        Ended::Refused(error.into())
    }

    /// Waits for its turn, if that has not come, and says what is left then.
    #[cfg(feature = "rate_limit")]
    async fn take_turn(&mut self, own: Option<Limit>) -> Result<Option<Limit>, Error> {
        let Some(turn) = self.0.full().turn.take() else { return Ok(own) };
        let delay = turn.delay();
        // As where there is no timer: without a thread nobody would wake it.
        let wait = async move { wait_for(delay).await.map_err(|_| Stopped::NoRuntime) };
        let (left, waited) = self.wait_for_turn(own, wait).await?;
        turn.passes();
        let full = self.0.full();
        full.room = full.room.after(waited);
        Ok(left)
    }

    /// Gives the body to the pool.
    fn send<R: Send + 'static>(
        &mut self,
        own: Option<Limit>,
        body: impl FnOnce() -> R + Send + 'static,
    ) -> Result<Sent<R>, Error> {
        let full = self.0.full();
        let from = Deadline::now();
        full.waits(from);
        let state = full.state();
        let engine = state.some_pool().engine();
        let timer = Timer::of(engine.clock());
        let now = timer.moment(from);
        let (left, is_callers) = left(own, from);
        let until = left.map(|left| now.after(left.deadline.since(from)));
        let limit = left.map(|left| {
            if is_callers {
                Stopped::Callers { deadline: left.deadline, whole: left.whole.duration() }
            } else {
                Stopped::Own(left.deadline.since(from))
            }
        });
        let queue = engine.queue_timeout().map(|limit| (now.after(limit), limit));
        let stay = full.claim().and_then(Claim::shared_note).map(Stay::begin);
        let (inside, span) = (stay.as_ref().map(Stay::inside), full.trace.attempt());
        let carried = Carried {
            registry: instance_in_scope(),
            span,
            budget: Budget::from(left),
            #[cfg(feature = "retry")]
            is_within: is_within(),
            #[cfg(feature = "cache")]
            chain: Chain::here(),
            #[cfg(feature = "timing")]
            timing: timing::Timer::current(),
            inside,
        };
        let (name, work) = (state.name().clone(), move || carried.during(body));
        let job = if is_parked() {
            JobHandle::begin(engine, name, work)?
        } else {
            let (job, letter) = JobHandle::unsent(engine, name, work);
            post(letter);
            job
        };
        let deadline = left.map(|left| left.deadline);
        Ok(Sent { job, timer, until, limit, queue, deadline, _stay: stay })
    }

    /// Ends it for what kept the body from running to its end.
    fn reject(&mut self, error: Error) -> Error {
        let full = self.0.full();
        (full.outcome, full.report) = match &error {
            Error::Panicked { .. } => (Outcome::Panicked, Some(false)),
            error => (outcome_of(error), full.news_of(error)),
        };
        error
    }

    /// Ends it because its time is up. Where it `began` that is news about what it calls.
    fn give_up(&mut self, late: &Late, own: Option<Limit>, began: bool) -> Error {
        let full = self.0.full();
        let mut error = match late {
            Late::Call(stopped) if began => return full.stop(stopped, own),
            Late::Call(stopped) => full.stop(stopped, None),
            Late::InQueue(limit) => full.stop(&Stopped::Own(*limit), None),
        };
        full.report = None;
        if let (Late::InQueue(queue), Error::Timeout(timeout)) = (late, &mut error) {
            let timeout = Arc::make_mut(timeout);
            timeout.limit = *queue;
            let (name, pool) = (&timeout.name, full.state().some_pool().name());
            timeout.name = format!("{name}, in the queue of pool `{pool}`").into();
        }
        error
    }
}

/// What was not waited for any longer.
enum Late {
    Call(Stopped),
    /// A thread, for as long as the pool has its jobs wait.
    InQueue(Duration),
}

/// A body that was given to a pool.
struct Sent<R> {
    job: JobHandle<R>,
    timer: Timer,
    /// When its time is up, and what is said then.
    until: Option<Moment>,
    limit: Option<Stopped>,
    /// The same of its wait in the queue.
    queue: Option<(Moment, Duration)>,
    deadline: Option<Deadline>,
    _stay: Option<Stay>,
}

impl<R> Sent<R> {
    async fn wait(&mut self) -> Result<Result<R, Error>, Late> {
        if is_parked() {
            self.job.spin();
        }
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Result<R, Error>, Late>> {
        if let Poll::Ready(result) = Pin::new(&mut self.job).poll(cx) {
            // What ran on this very thread could not be left in time.
            let late = self
                .limit
                .filter(|_| self.job.is_inline() && self.until.is_some_and(|until| self.timer.has_come(until)));
            return Poll::Ready(late.map_or(Ok(result), |stopped| Err(Late::Call(stopped))));
        }
        let queue = self.queue.filter(|_| self.job.is_waiting());
        let in_queue = queue.map(|(until, limit)| (until, Late::InQueue(limit)));
        let Some((next, late)) = earlier(self.until.zip(self.limit.map(Late::Call)), in_queue) else {
            return Poll::Pending;
        };
        match ready!(self.timer.poll(next, cx)) {
            Ok(()) => Poll::Ready(Err(late)),
            Err(problem) => Poll::Ready(Ok(Err(self.job.no_thread(&problem)))),
        }
    }
}

/// Whichever comes first.
fn earlier<T>(a: Option<(Moment, T)>, b: Option<(Moment, T)>) -> Option<(Moment, T)> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.0 < a.0 { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// What is true of the call, and should be of its body on another thread.
pub(super) struct Carried {
    registry: Option<Registry>,
    span: Span,
    budget: Budget,
    /// Whether a command that this is inside of attempts it again.
    #[cfg(feature = "retry")]
    is_within: bool,
    /// The makings that the body is part of.
    #[cfg(feature = "cache")]
    chain: Chain,
    #[cfg(feature = "timing")]
    timing: timing::Timer,
    /// Where the task looks how far the body is.
    inside: Option<Inside>,
}

impl Carried {
    fn during<R>(self, body: impl FnOnce() -> R) -> R {
        let _inside = self.registry.as_ref().map(Registry::enter);
        #[cfg(feature = "retry")]
        let body = || when_within(self.is_within, body);
        #[cfg(feature = "cache")]
        let body = || self.chain.run(body);
        let body = || self.span.in_scope(|| self.budget.during(body));
        // Outside of the span: where that is timed, the body is inside of it.
        #[cfg(feature = "timing")]
        let body = || self.timing.during(body);
        match &self.inside {
            Some(inside) => inside.during(body),
            None => body(),
        }
    }
}
