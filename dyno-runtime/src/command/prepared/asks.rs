//! What a prepared call asks of that which was returned, and by what it is answered.

use std::fmt;
use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::ops::ControlFlow;

use crate::command::call::Call;
use crate::command::returns::{Carries, Ended, carry};
use crate::command::task::FallsBack;
use crate::error::Cause;

/// Nothing is asked, or nobody answers.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

/// A closure that was given: `ignore` or `failure_if`.
#[derive(Clone, Copy)]
pub struct Asked<F>(pub(super) F);

/// A fallback that was given. `M` tells whether it gives a future.
pub struct Fallback<F, M>(F, PhantomData<fn() -> M>);

impl<F, M> Fallback<F, M> {
    pub(super) fn new(fallback: F) -> Self {
        Self(fallback, PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<F, M> FallsBack for Fallback<F, M> {}

/// A question about a value.
pub trait Asks<V> {
    /// Answers it.
    fn asks(&mut self, value: &V) -> bool;
}

impl<V> Asks<V> for Nothing {
    fn asks(&mut self, _: &V) -> bool {
        false
    }
}

impl<V, F: FnMut(&V) -> bool> Asks<V> for Asked<F> {
    fn asks(&mut self, value: &V) -> bool {
        (self.0)(value)
    }
}

/// What gives the caller an answer, without waiting.
#[diagnostic::on_unimplemented(
    message = "nothing says what this call returns when dyno refuses it",
    label = "`{E}` has no room for dyno's own errors",
    note = "have the error type take dyno's in, `impl From<dyno::Error>`, or answer with `.fallback(|cause| ..)`"
)]
pub trait Answers<T, E> {
    /// Gives the answer.
    fn settle(self, ended: Ended<Result<T, E>>, call: &mut Call) -> Result<T, E>;
}

#[diagnostic::do_not_recommend]
impl<T, E> Answers<T, E> for Nothing
where
    Result<T, E>: Carries,
{
    fn settle(self, ended: Ended<Result<T, E>>, _: &mut Call) -> Result<T, E> {
        carry(ended)
    }
}

#[diagnostic::do_not_recommend]
impl<T, E: fmt::Display, F: FnOnce(Cause<E>) -> Result<T, E>> Answers<T, E> for Fallback<F, Plain> {
    fn settle(self, ended: Ended<Result<T, E>>, call: &mut Call) -> Result<T, E> {
        match ended.settle(call) {
            ControlFlow::Break(returned) => returned,
            ControlFlow::Continue(cause) => call.answer_sync(|| (self.0)(cause), Result::is_err, text),
        }
    }
}

/// The error of what was returned, in words.
pub(super) fn text<T, E: fmt::Display>(returned: &Result<T, E>) -> Option<String> {
    returned.as_ref().err().map(ToString::to_string)
}

/// What gives the caller of an async call an answer.
#[diagnostic::on_unimplemented(
    message = "nothing says what this call returns when dyno refuses it",
    label = "`{E}` has no room for dyno's own errors",
    note = "have the error type take dyno's in, `impl From<dyno::Error>`, or answer with `.fallback(|cause| ..)`"
)]
pub trait AnswersLater<T, E> {
    /// What makes the answer.
    type Future: Future<Output = Result<T, E>>;

    /// Gives the answer, or what makes it.
    fn settle(self, ended: Ended<Result<T, E>>, call: &Call) -> ControlFlow<Result<T, E>, Self::Future>;
}

#[diagnostic::do_not_recommend]
impl<T, E> AnswersLater<T, E> for Nothing
where
    Result<T, E>: Carries,
{
    type Future = Ready<Result<T, E>>;

    fn settle(self, ended: Ended<Result<T, E>>, _: &Call) -> ControlFlow<Result<T, E>, Self::Future> {
        ControlFlow::Break(carry(ended))
    }
}

impl<T, E, F, A, M> AnswersLater<T, E> for Fallback<F, M>
where
    F: FnOnce(Cause<E>) -> A,
    A: Answer<T, E, M>,
{
    type Future = A::Future;

    fn settle(self, ended: Ended<Result<T, E>>, call: &Call) -> ControlFlow<Result<T, E>, Self::Future> {
        match ended.settle(call) {
            ControlFlow::Break(returned) => ControlFlow::Break(returned),
            ControlFlow::Continue(cause) => ControlFlow::Continue((self.0)(cause).answer()),
        }
    }
}

/// A plain value.
#[derive(Debug)]
pub struct Plain;

/// A future.
#[derive(Debug)]
pub struct Awaited;

/// What the fallback of an async call gives: a `Result`, or a future of one.
pub trait Answer<T, E, M> {
    /// The future.
    type Future: Future<Output = Result<T, E>>;

    /// Gives the future.
    fn answer(self) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<T, E> Answer<T, E, Plain> for Result<T, E> {
    type Future = Ready<Self>;

    fn answer(self) -> Ready<Self> {
        ready(self)
    }
}

impl<T, E, F: Future<Output = Result<T, E>>> Answer<T, E, Awaited> for F {
    type Future = F;

    fn answer(self) -> F {
        self
    }
}

impl<F> fmt::Debug for Asked<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asked")
    }
}

impl<F, M> fmt::Debug for Fallback<F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fallback")
    }
}
