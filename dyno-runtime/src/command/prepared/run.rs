//! The way of a call that no attribute wrote: the same as that of one which an attribute did.

use std::fmt;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::pin::pin;
use std::time::Duration;

#[cfg(feature = "pool")]
use crate::clock::Limit;
use crate::command::admitted::Admitted;
use crate::command::call::Call;
#[cfg(feature = "pool")]
use crate::command::crossing::ComesBack;
use crate::command::prepared::asks::{Answers, AnswersLater, Asks, text};
#[cfg(feature = "pool")]
use crate::command::prepared::work::SyncBody;
use crate::command::prepared::work::{AsyncBody, AsyncWork, Bodies};
use crate::command::prepared::{Head, Repeats};
use crate::command::refusal::Refusal;
use crate::command::returns::{Ended, judge};
#[cfg(feature = "pool")]
use crate::command::timer::block;
use crate::command::wait::OWN_TIMER;
use crate::outcome::Verdict;

/// `ignore` and `failure_if`.
pub(super) struct Questions<I, X>(pub(super) I, pub(super) X);

/// What judges a call.
pub(super) trait Judges<T, E> {
    fn judge(&mut self, returned: &Result<T, E>) -> Verdict;

    /// The error of what was returned, in words.
    fn text(returned: &Result<T, E>) -> Option<String>;
}

impl<T, E, I, X> Judges<T, E> for Questions<I, X>
where
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
{
    fn judge(&mut self, returned: &Result<T, E>) -> Verdict {
        judge(returned, returned.as_ref().err(), |error| self.0.asks(error), |returned| self.1.asks(returned))
    }

    fn text(returned: &Result<T, E>) -> Option<String> {
        text(returned)
    }
}

impl Head {
    /// Begins the call. If it `blocks`, it may do so whatever the command is.
    fn begin(self, blocks: bool) -> (Call, impl Fn(&mut Call) -> Result<Admitted<'_>, Refusal>) {
        let Self { state, limit, by, .. } = self;
        #[cfg_attr(not(feature = "fuse"), expect(unused_mut))]
        let mut call = limit.during(|| Call::of(state, blocks));
        #[cfg(feature = "fuse")]
        call.is_chosen(self.chosen);
        (call, move |call| {
            call.ask(by.by())?;
            Ok(Admitted::begun(call))
        })
    }
}

/// Tells whether another attempt may follow.
#[cfg(feature = "retry")]
fn nests<Q>(attempt: &Admitted<'_, Q>) -> bool {
    attempt.nests()
}

#[cfg(not(feature = "retry"))]
fn nests<Q>(_: &Admitted<'_, Q>) -> bool {
    false
}

#[cfg(feature = "retry")]
use crate::retry::{retried, retried_sync};

#[cfg(not(feature = "retry"))]
fn retried<F>(_: bool, body: F) -> F {
    body
}

#[cfg(not(feature = "retry"))]
use retried as retried_sync;

/// Tells the breaker what an error knows. By `&mut`, which goes to another thread with a future whose closures are not `Sync`.
fn hint<T, E, P: Repeats<T, E>>(repeats: &mut P) -> impl FnOnce(&Result<T, E>) -> Option<Duration> {
    move |returned| repeats.hint(returned)
}

/// Says that whoever asks for another attempt has looked whether there is one.
const NO_BODY: &str = "no attempt follows without a body";

/// Awaits a call.
pub(super) async fn awaited<T, E, W, M, J, P, A>(
    head: Head,
    mut work: AsyncBody<W, M>,
    mut questions: J,
    mut repeats: P,
    answers: A,
) -> Result<T, P::Error>
where
    W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    J: Judges<T, E>,
    P: Repeats<T, E>,
    A: AnswersLater<T, P::Error>,
    P::Error: fmt::Display,
{
    let (mut call, admit) = head.begin(false);
    let mut tries = repeats.tries();
    let ended = loop {
        let ended = match admit(&mut call).map(Admitted::awaited) {
            Ok(mut attempt) => {
                let nests = work.repeats() && nests(&attempt);
                let work = attempt.spare(|| work.next(nests)).expect(NO_BODY);
                let body = pin!(async move { work.begin().await });
                let (body, timer) = (pin!(retried(nests, body)), pin!(OWN_TIMER));
                attempt.run(body, timer, |returned| questions.judge(returned), J::text, hint(&mut repeats)).await
            }
            Err(error) => Ended::Refused(error),
        };
        let next = match repeats.follow(ended, &mut call, &tries, work.has_next()) {
            ControlFlow::Break(ended) => break ended,
            ControlFlow::Continue(next) => next,
        };
        if let ControlFlow::Break(ended) = next.begins(&mut call, &mut tries).await {
            break ended;
        }
    };
    match answers.settle(P::gathered(tries, ended), &call) {
        ControlFlow::Break(returned) => returned,
        ControlFlow::Continue(answer) => call.answer(answer, Result::is_err, text).await,
    }
}

/// Makes a call on this thread. Nothing ends it, but what is inside of it has no more time than it has.
pub(super) fn here<T, E, B, J, P, A>(
    head: Head,
    mut bodies: B,
    mut questions: J,
    mut repeats: P,
    answers: A,
) -> Result<T, P::Error>
where
    B: Bodies<Result<T, E>>,
    J: Judges<T, E>,
    P: Repeats<T, E>,
    A: Answers<T, P::Error>,
{
    let (mut call, admit) = head.begin(true);
    let mut tries = repeats.tries();
    let ended = loop {
        let ended = match admit(&mut call) {
            Ok(mut attempt) => {
                let nests = bodies.repeats() && nests(&attempt);
                let body = attempt.spare(|| bodies.next(nests)).expect(NO_BODY);
                let left = attempt.left();
                let (running, quick) = attempt.start();
                let body = retried_sync(nests, body);
                let returned = running.body(|| left.during(body));
                let judge = |returned: &_| questions.judge(returned);
                let verdict = running.judge(&returned, judge);
                let returned = ManuallyDrop::new(returned);
                match running.goes_well(quick, verdict) {
                    None => Ended::Answered(ManuallyDrop::into_inner(returned)),
                    Some(unwell) => unwell.end((ManuallyDrop::into_inner(returned),), J::text, hint(&mut repeats)),
                }
            }
            Err(error) => Ended::Refused(error),
        };
        let next = match repeats.follow(ended, &mut call, &tries, bodies.has_next()) {
            ControlFlow::Break(ended) => break ended,
            ControlFlow::Continue(next) => next,
        };
        if let ControlFlow::Break(ended) = next.begins_here(&mut call, &mut tries) {
            break ended;
        }
    };
    answers.settle(P::gathered(tries, ended), &mut call)
}

/// Makes a call whose body runs on a pool, where something can end it or is to run it; else on this thread.
#[cfg(feature = "pool")]
pub(super) fn blocking<T, E, F, J, P, A>(
    head: Head,
    bodies: SyncBody<F>,
    questions: J,
    repeats: P,
    answers: A,
) -> Result<T, P::Error>
where
    F: FnOnce() -> Result<T, E> + Send + 'static,
    T: ComesBack,
    E: ComesBack,
    J: Judges<T, E>,
    P: Repeats<T, E>,
    A: Answers<T, P::Error>,
{
    let state = &head.state;
    let timeout = head.limit.limit(state.timeout().map(Limit::duration));
    if state.pool().is_none() && timeout.is_none() && state.attempt_timeout().is_none() {
        return here(head, bodies, questions, repeats, answers);
    }
    block(apart(head, bodies, questions, repeats, answers))
}

/// Awaits a call whose body runs on a pool.
#[cfg(feature = "pool")]
pub(super) async fn apart<T, E, F, J, P, A>(
    head: Head,
    mut bodies: SyncBody<F>,
    mut questions: J,
    mut repeats: P,
    answers: A,
) -> Result<T, P::Error>
where
    F: FnOnce() -> Result<T, E> + Send + 'static,
    T: ComesBack,
    E: ComesBack,
    J: Judges<T, E>,
    P: Repeats<T, E>,
    A: Answers<T, P::Error>,
{
    // A permit is waited for by this thread, which blocks, or submits and may wait.
    let (mut call, admit) = head.begin(true);
    let mut tries = repeats.tries();
    let ended = loop {
        let ended = match admit(&mut call).map(Admitted::awaited) {
            Ok(mut attempt) => {
                let nests = bodies.repeats() && nests(&attempt);
                let body = attempt.spare(|| bodies.take(nests)).expect(NO_BODY);
                attempt
                    .run_apart(
                        retried_sync(nests, body),
                        |returned| questions.judge(returned),
                        J::text,
                        hint(&mut repeats),
                    )
                    .await
            }
            Err(error) => Ended::Refused(error),
        };
        let next = match repeats.follow(ended, &mut call, &tries, bodies.is_left()) {
            ControlFlow::Break(ended) => break ended,
            ControlFlow::Continue(next) => next,
        };
        if let ControlFlow::Break(ended) = next.begins_apart(&mut call, &mut tries).await {
            break ended;
        }
    };
    answers.settle(P::gathered(tries, ended), &mut call)
}
