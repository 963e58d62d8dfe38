//! What a function returns, decided by its type: methods of the type itself come before those of a trait, so `Result` is
//! found behind aliases, and everything else is taken as it is.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::command::refusal::Refusal;
use crate::error::{Cause, Error};
use crate::outcome::Verdict;

/// How an attempt ended, with what the caller may get.
#[derive(Debug)]
pub enum Ended<R> {
    /// The caller gets this.
    Answered(R),
    /// The caller gets this, unless a fallback answers.
    Failed(R),
    /// The body did not return.
    Refused(Refusal),
}

impl<R> Ended<R> {
    /// What was returned by a body that nothing refused.
    #[must_use]
    pub fn returned(self) -> R {
        match self {
            Self::Answered(returned) | Self::Failed(returned) => returned,
            Self::Refused(refusal) => unreachable!("judged, not refused: {refusal:?}"),
        }
    }
}

/// A type that has room for dyno's own error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no room for dyno's own errors",
    label = "dyno can refuse this call, and cannot say so with this type",
    note = "return a `Result` whose error type, or the `E` of its `Compound<E>`, has `impl From<dyno::Error>` (with thiserror: a variant `Guard(#[from] dyno::Error)`)",
    note = "or answer for every failure with a fallback: a path, a value, or `|cause| ..`",
    note = "or, where the error type is another crate's, map dyno's errors in the fallback, `|cause| match cause`, and let the function's own pass: `dyno::Cause::Own(error) => Err(error)`"
)]
pub trait Carries: Sized {
    /// Puts the error in.
    fn carry(error: Error) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T, E: From<Error>> Carries for Result<T, E> {
    fn carry(error: Error) -> Self {
        Err(error.into())
    }
}

/// Gives the caller what the attempt ended with.
pub fn carry<R: Carries>(ended: Ended<R>) -> R {
    match ended {
        Ended::Answered(returned) | Ended::Failed(returned) => returned,
        Ended::Refused(refusal) => R::carry(refusal.error()),
    }
}

/// Gives the caller what was refused.
#[must_use]
pub fn refuse<R: Carries>(refusal: Refusal) -> R {
    R::carry(refusal.error())
}

/// The same where the error is a type parameter, which rustc says how to bound.
///
/// # Errors
///
/// Always.
pub fn parameter_refuse<T, E: From<Error>>(refusal: Refusal) -> Result<T, E> {
    refuse(refusal)
}

/// Looks at what was returned.
#[derive(Debug)]
pub struct Returned<'a, R>(pub &'a R);

impl<'a, T, E> Returned<'a, Result<T, E>> {
    /// Tells whether it is an error.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.0.is_err()
    }

    /// The error, if it is one.
    #[must_use]
    pub fn error(&self) -> Option<&'a E> {
        self.0.as_ref().err()
    }
}

impl<T, E: fmt::Display> Returned<'_, Result<T, E>> {
    /// Writes the error, for whoever cannot have it itself.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.0.as_ref().err().map(ToString::to_string)
    }
}

#[cfg(feature = "retry")]
impl<T, E: crate::retry::RetryAfter> Returned<'_, Result<T, E>> {
    /// What the error tells of when another attempt has a chance.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.as_ref().err().and_then(E::retry_after)
    }
}

#[cfg(not(feature = "retry"))]
impl<T> Returned<'_, Result<T, Error>> {
    /// What the error tells of when another attempt has a chance.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.as_ref().err().and_then(Error::retry_after)
    }
}

/// Looks at what is no `Result`.
pub trait PlainReturn {
    /// Says no: any plain value is a success.
    fn is_failure(&self) -> bool {
        false
    }

    /// There is none.
    fn error(&self) -> Option<&Infallible> {
        None
    }

    /// There is none that tells when another attempt has a chance.
    fn retry_after(&self) -> Option<Duration> {
        None
    }

    /// Says of an error that cannot be written that it is one.
    fn text(&self) -> Option<String>;
}

impl<R> PlainReturn for Returned<'_, R> {
    fn text(&self) -> Option<String> {
        Some(format!("an error in `{}`, which has no `Display`", type_name::<R>()))
    }
}

/// Asks the classifiers in their order: `ignore` of an error, which is a failure otherwise, then `failure_if`.
pub fn judge<R, E>(
    returned: &R,
    error: Option<&E>,
    ignore: impl FnOnce(&E) -> bool,
    failed: impl FnOnce(&R) -> bool,
) -> Verdict {
    if error.is_some_and(ignore) {
        Verdict::Ignored
    } else if error.is_some() || failed(returned) {
        Verdict::Failure
    } else {
        Verdict::Success
    }
}

impl<T, E> Ended<Result<T, E>> {
    /// Gives what the caller gets, or why a fallback is asked. `command` is the name that the error bears.
    pub fn settle(self, call: &super::Call) -> ControlFlow<Result<T, E>, Cause<E>> {
        match self {
            Self::Answered(returned) => ControlFlow::Break(returned),
            Self::Failed(returned) if call.is_without_fallback() => ControlFlow::Break(returned),
            Self::Failed(Err(error)) => ControlFlow::Continue(Cause::Own(error)),
            Self::Failed(Ok(_)) => ControlFlow::Continue(Cause::Dyno(call.judged())),
            Self::Refused(refusal) => ControlFlow::Continue(Cause::Dyno(refusal.error())),
        }
    }
}

/// Settles what is no `Result`.
pub trait PlainEnd<R> {
    /// Gives what the caller gets, or why a fallback is asked.
    fn settle(self, call: &super::Call) -> ControlFlow<R, Cause<Infallible>>;
}

impl<R> PlainEnd<R> for Ended<R> {
    fn settle(self, call: &super::Call) -> ControlFlow<R, Cause<Infallible>> {
        match self {
            Self::Answered(returned) => ControlFlow::Break(returned),
            Self::Failed(returned) if call.is_without_fallback() => ControlFlow::Break(returned),
            Self::Failed(_) => ControlFlow::Continue(Cause::Dyno(call.judged())),
            Self::Refused(refusal) => ControlFlow::Continue(Cause::Dyno(refusal.error())),
        }
    }
}

/// A fallback that is about to be called, and gives a future, or the value.
#[derive(Debug)]
pub struct Answer<C>(C);

impl<C> Answer<C> {
    /// For a fallback that is called once, which a closure is not told elsewhere.
    pub fn of<R>(call: C) -> Self
    where
        C: FnOnce() -> R,
    {
        Self(call)
    }
}

impl<C: FnOnce() -> F, F: Future> Answer<C> {
    /// Takes the future as it is.
    pub fn ready(self) -> F {
        (self.0)()
    }
}

/// Takes a value for a future that is ready.
pub trait PlainAnswer<C> {
    /// Gives the value when it is polled.
    fn ready(self) -> AtOnce<C>;
}

impl<C: FnOnce() -> R, R> PlainAnswer<C> for Answer<C> {
    fn ready(self) -> AtOnce<C> {
        AtOnce(Some(self.0))
    }
}

/// A future that calls a function when it is polled. It never holds what that returns, which may be what cannot be sent to another
/// thread.
#[derive(Debug)]
pub struct AtOnce<C>(Option<C>);

impl<C> Unpin for AtOnce<C> {}

impl<C: FnOnce() -> R, R> Future for AtOnce<C> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<R> {
        match self.0.take() {
            Some(call) => Poll::Ready(call()),
            None => Poll::Pending,
        }
    }
}

/// Wraps a literal fallback as the return type needs.
#[derive(Debug)]
pub struct Literal<R>(PhantomData<fn() -> R>);

impl<R> Literal<R> {
    /// For a function that returns `R`.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "expansions name what they call")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Literal<Result<T, E>> {
    /// Wraps it in `Ok`.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn wrap(&self, value: T) -> Result<T, E> {
        Ok(value)
    }
}

impl<T> Literal<Option<T>> {
    /// Wraps it in `Some`.
    pub fn wrap(&self, value: T) -> Option<T> {
        Some(value)
    }
}

/// The same where the error is a type parameter, which rustc says how to bound.
///
/// # Errors
///
/// Those of the function, and dyno's in their type.
pub fn parameter_carry<T, E: From<Error>>(ended: Ended<Result<T, E>>) -> Result<T, E> {
    carry(ended)
}

/// What the closure of a fallback takes, by the type that it says itself.
#[diagnostic::on_unimplemented(
    message = "the fallback is given a `{Self}`, and this takes a `{T}`",
    label = "write `|cause|` or `|cause: dyno::Cause<E>|`",
    note = "the cause is `Cause::Own(error)` where the function has failed, and `Cause::Dyno(error)` where dyno has refused or ended the call"
)]
pub trait GivenCause<T> {
    /// Itself.
    fn given(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<E> GivenCause<Self> for Cause<E> {
    fn given(self) -> Self {
        self
    }
}

/// Of the only one that can be given rustc would make the type that is asked for, and complain in its own words.
#[diagnostic::do_not_recommend]
impl<E> GivenCause<Infallible> for Cause<E> {
    fn given(self) -> Infallible {
        unreachable!("nothing takes what cannot be")
    }
}

/// Gives the closure of a fallback what it asks for.
pub fn given_cause<C: GivenCause<T>, T>(cause: C) -> T {
    cause.given()
}

/// Makes of a text what the function returns.
#[must_use]
pub fn text<T: OfText>(text: &'static str) -> T {
    T::of_text(text)
}

/// What a text can stand for, such as a `String`.
#[diagnostic::on_unimplemented(
    message = "a text is no `{Self}`, which the fallback is to give",
    label = "in quotes this is the answer itself",
    note = "write a function to be called without quotes, as in `fallback = path`, or a value as in `fallback = |_| ..`"
)]
pub trait OfText {
    /// Makes it.
    fn of_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<&'static str>> OfText for T {
    fn of_text(text: &'static str) -> Self {
        text.into()
    }
}

/// Takes a literal as it is.
pub trait PlainLiteral<R> {
    /// Gives it.
    fn wrap(&self, value: R) -> R {
        value
    }
}

impl<R> PlainLiteral<R> for Literal<R> {}

/// An argument that the fallback needs after the body took it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned, and both the body and the fallback take it",
    label = "the fallback needs this argument again",
    note = "take it by reference or in an `Arc`, derive `Clone`, or write the fallback as a closure that does not name it"
)]
pub trait Keep: Sized {
    /// Makes the second one.
    #[must_use]
    fn keep(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Keep for T {
    fn keep(&self) -> Self {
        self.clone()
    }
}

/// Keeps an argument for the fallback.
pub fn keep<T: Keep>(value: &T) -> T {
    value.keep()
}

/// An argument that `ignore` or `failure_if` needs after the body took it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned, and both the body and what is asked of its outcome take it",
    label = "`ignore` or `failure_if` needs this argument again",
    note = "take it by reference or in an `Arc`, derive `Clone`, or ask only what the function returns"
)]
pub trait KeepAsked: Sized {
    /// Clones it.
    #[must_use]
    fn keep_asked(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> KeepAsked for T {
    fn keep_asked(&self) -> Self {
        self.clone()
    }
}

/// Keeps an argument for a question about the attempt.
pub fn keep_asked<T: KeepAsked>(value: &T) -> T {
    value.keep_asked()
}

/// The same of a type parameter, which rustc says how to bound.
pub fn parameter_keep<T: Clone>(value: &T) -> T {
    value.clone()
}
