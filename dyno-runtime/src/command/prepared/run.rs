//! The way of a call that no attribute wrote: the same as that of one which an attribute did.

use std::fmt;
use std::future::Future;
use std::ops::ControlFlow;
use std::pin::pin;

#[cfg(feature = "pool")]
use crate::clock::Limit;
use crate::command::call::Call;
use crate::command::prepared::asks::{Answers, AnswersLater, Asks, AsyncWork, text};
use crate::command::returns::{Ended, judge};
use crate::command::state::StateRef;
use crate::command::task::AskedLimit;
#[cfg(feature = "pool")]
use crate::command::timer::block;
use crate::outcome::Verdict;

/// `ignore` and `failure_if`.
pub(super) struct Questions<I, X>(pub(super) I, pub(super) X);

/// What judges a call.
pub(super) trait Judges<T, E> {
    fn judge(self, returned: &Result<T, E>) -> Verdict;

    /// The error of what was returned, in words.
    fn text(returned: &Result<T, E>) -> Option<String>;
}

impl<T, E, I, X> Judges<T, E> for Questions<I, X>
where
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
{
    fn judge(self, returned: &Result<T, E>) -> Verdict {
        judge(returned, returned.as_ref().err(), |error| self.0.asks(error), |returned| self.1.asks(returned))
    }

    fn text(returned: &Result<T, E>) -> Option<String> {
        text(returned)
    }
}

/// Awaits a call.
pub(super) async fn awaited<T, E, W, M, J, A>(
    state: StateRef,
    limit: AskedLimit,
    work: W,
    questions: J,
    answers: A,
) -> Result<T, E>
where
    W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    J: Judges<T, E>,
    A: AnswersLater<T, E>,
{
    let mut call = limit.during(|| Call::of(state, false));
    let ended = match call.admit() {
        Ok(attempt) => {
            let body = async move { work.begin().await };
            attempt.run(pin!(body), |returned| questions.judge(returned), J::text).await
        }
        Err(error) => Ended::Refused(error),
    };
    match answers.settle(ended, &call) {
        ControlFlow::Break(returned) => returned,
        ControlFlow::Continue(answer) => call.answer(answer, Result::is_err, J::text).await,
    }
}

/// Makes a call on this thread.
pub(super) fn here<T, E, J, A>(
    state: StateRef,
    limit: AskedLimit,
    work: impl FnOnce() -> Result<T, E>,
    questions: J,
    answers: A,
) -> Result<T, E>
where
    J: Judges<T, E>,
    A: Answers<T, E>,
{
    let mut call = limit.during(|| Call::of(state, true));
    let ended = match call.admit() {
        Ok(attempt) => {
            let (running, quick) = attempt.start();
            let returned = running.body(work);
            let has_failed = running.has_failed(quick, &returned, |returned| questions.judge(returned), J::text);
            if has_failed { Ended::Failed(returned) } else { Ended::Answered(returned) }
        }
        Err(error) => Ended::Refused(error),
    };
    answers.settle(ended, &mut call)
}

/// Makes a call whose body runs on a pool, where something can end it or is to run it; else on this thread.
#[cfg(feature = "pool")]
pub(super) fn blocking<T, E, J, A>(
    state: StateRef,
    limit: AskedLimit,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
    questions: J,
    answers: A,
) -> Result<T, E>
where
    T: Send + 'static,
    E: Send + 'static,
    J: Judges<T, E>,
    A: Answers<T, E>,
{
    let timeout = limit.limit(state.timeout().map(Limit::duration));
    if state.pool().is_none() && timeout.is_none() && state.attempt_timeout().is_none() {
        return here(state, limit, work, questions, answers);
    }
    block(apart(state, limit, work, questions, answers))
}

/// Awaits a call whose body runs on a pool.
#[cfg(feature = "pool")]
pub(super) async fn apart<T, E, J, A>(
    state: StateRef,
    limit: AskedLimit,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
    questions: J,
    answers: A,
) -> Result<T, E>
where
    T: Send + 'static,
    E: Send + 'static,
    J: Judges<T, E>,
    A: Answers<T, E>,
{
    // A permit is waited for by this thread, which blocks, or submits and may wait.
    let mut call = limit.during(|| Call::of(state, true));
    let ended = match call.admit() {
        Ok(attempt) => attempt.run_apart(work, |returned| questions.judge(returned), J::text).await,
        Err(error) => Ended::Refused(error),
    };
    answers.settle(ended, &mut call)
}
