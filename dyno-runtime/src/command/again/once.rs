//! What one attempt of a function returns, decided by the function's type, and where the errors of earlier ones are.

use std::future::Future;
use std::marker::PhantomData;
use std::time::Duration;

use crate::command::again::asks::{Asked, Asks, ByError, ByReturned, Ends, Waits};
use crate::command::returns::{Carries, Ended};
use crate::error::{Cause, Error};
use crate::retry::Compound;

/// A function that returns `R` after all of its attempts.
#[derive(Debug)]
pub struct Once<R>(PhantomData<fn() -> R>);

/// One attempt, which returns `R`.
#[derive(Debug)]
pub struct Of<R>(PhantomData<fn() -> R>);

impl<R> Clone for Of<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Of<R> {}

impl<R> Once<R> {
    /// Names the type.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "expansions name what they call")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Once<Result<T, Compound<E>>> {
    /// Gives one attempt, which knows but one error.
    #[must_use]
    pub fn of(&self) -> Of<Result<T, E>> {
        Of(PhantomData)
    }

    /// Gathers all errors, dyno's own as well.
    #[must_use]
    pub fn tries(&self) -> Tries<All<E>> {
        Tries::all()
    }

    /// Gathers all errors of a function that dyno does nothing to.
    #[must_use]
    pub fn own_tries(&self) -> Tries<AllOwn<E>> {
        Tries::new(AllOwn(Vec::new()))
    }
}

/// The same for whatever else is returned.
pub trait PlainOnce<R> {
    /// Gives one attempt, which returns what the function does.
    fn of(&self) -> Of<R> {
        Of(PhantomData)
    }

    /// Keeps the last error alone.
    fn tries(&self) -> Tries<Last> {
        Tries::new(Last)
    }

    /// Keeps the last error alone.
    fn own_tries(&self) -> Tries<Last> {
        Tries::new(Last)
    }
}

impl<R> PlainOnce<R> for Once<R> {}

impl<R> Of<R> {
    /// Tells a body what it returns.
    #[must_use]
    pub fn never(&self) -> Option<R> {
        None
    }

    /// The same of the future that a body hands out.
    #[must_use]
    pub fn future<F: Future<Output = R>>(&self) -> Option<F> {
        None
    }

    /// Tells what has been given a type that it is this.
    pub fn is(&self, returned: R) -> R {
        returned
    }

    /// Takes a question whose argument has a type.
    pub fn on<M, F: Asks<R, M>>(&self, question: F) -> Asked<F, R> {
        Asked::new(question)
    }

    /// Takes a rule by the number of the attempt and what it ended with, whose argument has a type.
    pub fn backoff<X: Ends<R>, F: Fn(u32, &X) -> Duration>(&self, rule: F) -> Waits<F, R> {
        Waits::new::<X>(rule)
    }
}

impl<T, E> Of<Result<T, E>> {
    /// Takes a question about the error.
    pub fn on_error<F: Fn(&E) -> bool>(&self, question: F) -> Asked<F, Result<T, E>> {
        Asked::new::<ByError>(question)
    }

    /// Takes a rule by the number of the attempt and its error.
    pub fn backoff_error<F: Fn(u32, &E) -> Duration>(&self, rule: F) -> Waits<F, Result<T, E>> {
        Waits::new::<E>(rule)
    }
}

/// The same for what is no `Result`.
pub trait PlainOf<R> {
    /// Takes a question about what was returned.
    fn on_error<F: Fn(&R) -> bool>(&self, question: F) -> Asked<F, R> {
        Asked::new::<ByReturned>(question)
    }

    /// Takes a rule by the number of the attempt and what it returned.
    fn backoff_error<F: Fn(u32, &R) -> Duration>(&self, rule: F) -> Waits<F, R> {
        Waits::new::<R>(rule)
    }
}

impl<R> PlainOf<R> for Of<R> {}

/// The attempts of a call up to now.
#[derive(Debug)]
pub struct Tries<K> {
    pub(super) made: u32,
    /// How long the last one had to wait.
    pub(super) waited: Duration,
    pub(super) kept: K,
}

/// No error but the last.
#[derive(Clone, Copy, Debug)]
pub struct Last;

/// All errors.
#[derive(Debug)]
pub struct All<E>(Vec<Cause<E>>);

/// All errors of a function that dyno does nothing to.
#[derive(Debug)]
pub struct AllOwn<E>(Vec<E>);

/// Keeps errors of attempts that others follow.
pub trait Gathers<E> {
    /// Keeps one of the function's own.
    fn own(&mut self, error: E);
    /// Keeps one of dyno's.
    fn dynos(&mut self, error: Error);
}

impl<E> Gathers<E> for Last {
    fn own(&mut self, _: E) {}
    fn dynos(&mut self, _: Error) {}
}

impl<E> Gathers<E> for All<E> {
    fn own(&mut self, error: E) {
        self.0.push(Cause::Own(error));
    }

    fn dynos(&mut self, error: Error) {
        self.0.push(Cause::Dyno(error));
    }
}

impl<E> Gathers<E> for AllOwn<E> {
    fn own(&mut self, error: E) {
        self.0.push(error);
    }

    fn dynos(&mut self, _: Error) {}
}

impl<K> Tries<K> {
    fn new(kept: K) -> Self {
        Self { made: 1, waited: Duration::ZERO, kept }
    }
}

impl Tries<Last> {
    /// Gives what the last attempt answered.
    #[inline]
    pub fn answered<R>(self, returned: R) -> R {
        returned
    }

    /// Keeps the last error alone.
    pub(in crate::command) fn last() -> Self {
        Self::new(Last)
    }

    /// Gives what the last attempt ended with.
    pub fn gathered<R>(self, ended: Ended<R>) -> Ended<R> {
        ended
    }

    /// Gives what the last attempt returned.
    pub fn returned<R>(self, ended: Ended<R>) -> R {
        ended.returned()
    }
}

impl<E> Tries<All<E>> {
    /// Gives what the last attempt answered; of an error that was ignored all that came before it is told.
    ///
    /// # Errors
    ///
    /// All of them, if the last one was ignored.
    #[inline]
    pub fn answered<T>(self, returned: Result<T, E>) -> Result<T, Compound<E>>
    where
        Result<T, Compound<E>>: Carries,
    {
        match returned {
            Ok(value) => Ok(value),
            Err(error) => self.gathered(Ended::Answered(Err(error))).returned(),
        }
    }

    /// What came before the last attempt ended.
    pub(super) fn causes(self) -> Vec<Cause<E>> {
        self.kept.0
    }

    /// Gathers all errors.
    pub(in crate::command) fn all() -> Self {
        Self::new(All(Vec::new()))
    }

    /// Puts the errors before the last in front of it. Where there is no room for dyno's, [`Carries`] says so, as it does of any
    /// other type.
    pub fn gathered<T>(self, ended: Ended<Result<T, E>>) -> Ended<Result<T, Compound<E>>>
    where
        Result<T, Compound<E>>: Carries,
    {
        let All(causes) = self.kept;
        let ended = match ended {
            Ended::Refused(refusal) if causes.is_empty() => return Ended::Refused(refusal),
            ended => ended,
        };
        let own = |cause| match cause {
            Cause::Own(error) => Some(error),
            Cause::Dyno(error) => Result::carry(error).err().map(Compound::into_last),
        };
        let all = |last| Compound::after(causes.into_iter().filter_map(own).collect(), last);
        match ended {
            Ended::Answered(returned) => Ended::Answered(returned.map_err(all)),
            Ended::Failed(returned) => Ended::Failed(returned.map_err(all)),
            Ended::Refused(refusal) => {
                Ended::Failed(Result::carry(refusal.error()).map_err(|last: Compound<E>| all(last.into_last())))
            }
        }
    }
}

impl<E> Tries<AllOwn<E>> {
    /// Gives what the last attempt answered; of an error that was ignored all that came before it is told.
    ///
    /// # Errors
    ///
    /// All of them, if the last one was ignored.
    #[inline]
    pub fn answered<T>(self, returned: Result<T, E>) -> Result<T, Compound<E>> {
        match returned {
            Ok(value) => Ok(value),
            Err(error) => self.returned(Ended::Answered(Err(error))),
        }
    }

    /// Puts the errors before the last in front of it.
    ///
    /// # Errors
    ///
    /// All of them, if the last attempt failed as well.
    pub fn returned<T>(self, ended: Ended<Result<T, E>>) -> Result<T, Compound<E>> {
        ended.returned().map_err(|error| Compound::after(self.kept.0, error))
    }
}

/// An argument that each attempt takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned, and each attempt of a retry takes it",
    label = "the next attempt needs this argument again",
    note = "take it by reference or in an `Arc`, or derive `Clone`",
    note = "what holds a `&mut` has no copy: take the `&mut` as an argument of its own, which is lent to each attempt"
)]
pub trait Again: Sized {
    /// Makes another one.
    #[must_use]
    fn again(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Again for T {
    fn again(&self) -> Self {
        self.clone()
    }
}

/// Makes an argument for an attempt.
pub fn again<T: Again>(value: &T) -> T {
    value.again()
}

/// The same of a type parameter, which rustc says how to bound.
pub fn parameter_again<T: Clone>(value: &T) -> T {
    value.clone()
}
