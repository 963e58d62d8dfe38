//! What is kept of that which a function returns, decided by its type: of a `Result` its value, of everything else the whole.

use std::any::type_name;
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use crate::cache::Failure;
use crate::command::refusal::Refusal;
use crate::command::returns::{Carries, Ended, carry};

/// What is kept of that which a function returns.
pub trait Stores: Copy {
    /// What is kept.
    type Value;
    /// Why there is none.
    type Error;
    /// What the function returns.
    type Returned;
    /// Makes what is returned of a value.
    fn answer(self, value: Self::Value) -> Self::Returned;
    /// Makes what is returned of an error.
    fn fail(self, error: Self::Error) -> Self::Returned;
    /// Agrees with what the handle says is kept: where this is another type, a `Result` has another name here; write `Result`.
    fn keeps(self, _: Option<Self::Value>) {}
    /// Takes apart what was returned.
    ///
    /// # Errors
    ///
    /// That of the function.
    fn split(self, returned: Self::Returned) -> Result<Self::Value, Self::Error>;
}

/// What a cache can keep: it is copied for each who asks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a cache",
    label = "what is kept needs `Clone`, `Send` and `Sync`, and borrows nothing",
    note = "return an owned value, or put it into an `Arc`"
)]
pub trait Value: Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> Value for T {}

/// A function with a cache that returns `R`.
#[derive(Debug)]
pub struct Cached<R>(PhantomData<fn() -> R>);

/// Keeps the values of a function that returns a `Result`.
#[derive(Debug)]
pub struct OfResult<T, E>(PhantomData<fn() -> (T, E)>);

/// Keeps what a function returns.
#[derive(Debug)]
pub struct OfPlain<R>(PhantomData<fn() -> R>);

impl<T, E> Clone for OfResult<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for OfResult<T, E> {}

impl<R> Clone for OfPlain<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for OfPlain<R> {}

impl<R> Cached<R> {
    /// Names the type.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "expansions name what they call")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, E> Cached<Result<T, E>> {
    /// Keeps values.
    #[must_use]
    pub fn stores(&self) -> OfResult<T, E> {
        OfResult(PhantomData)
    }

    /// Copies errors.
    #[must_use]
    pub fn errors(&self) -> Copied<E> {
        Copied(PhantomData)
    }

    /// Gives the caller what the call ended with.
    ///
    /// # Errors
    ///
    /// Those of the function, and dyno's in their type.
    pub fn carry(&self, ended: Ended<Result<T, E>>) -> Result<T, E>
    where
        Result<T, E>: Carries,
    {
        carry(ended)
    }
}

/// The same for what is no `Result`.
pub trait PlainCached<R> {
    /// Keeps the whole.
    fn stores(&self) -> OfPlain<R> {
        OfPlain(PhantomData)
    }

    /// There are none.
    fn errors(&self) -> Copied<Infallible> {
        Copied(PhantomData)
    }

    /// Gives the caller what the call ended with.
    ///
    /// # Panics
    ///
    /// Where there is no value, and no room to say so: somebody else's making has panicked, or this one asks for its own value.
    fn carry(&self, ended: Ended<R>) -> R {
        match ended {
            Ended::Answered(returned) | Ended::Failed(returned) => returned,
            Ended::Refused(refusal) => no_value(refusal),
        }
    }
}

impl<R> PlainCached<R> for Cached<R> {}

#[cold]
fn no_value(refusal: Refusal) -> ! {
    panic!("{}", refusal.error())
}

impl<T, E> Stores for OfResult<T, E> {
    type Value = T;
    type Error = E;
    type Returned = Result<T, E>;

    fn answer(self, value: T) -> Result<T, E> {
        Ok(value)
    }

    fn fail(self, error: E) -> Result<T, E> {
        Err(error)
    }

    fn split(self, returned: Result<T, E>) -> Result<T, E> {
        returned
    }
}

impl<R> Stores for OfPlain<R> {
    type Value = R;
    type Error = Infallible;
    type Returned = R;

    fn answer(self, value: R) -> R {
        value
    }

    fn fail(self, error: Infallible) -> R {
        match error {}
    }

    fn split(self, returned: R) -> Result<R, Infallible> {
        Ok(returned)
    }
}

/// An error that those who wait are to have as well.
#[derive(Debug)]
pub struct Shares<'a, E>(pub &'a E);

impl<E: Clone + Send + Sync + 'static> Shares<'_, E> {
    /// Keeps a copy, and its text.
    #[must_use]
    pub fn share(&self, text: Option<String>) -> Failure {
        Failure::shared(self.0.clone(), text)
    }
}

impl<E: fmt::Display> Shares<'_, E> {
    /// Writes it.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// The same for what cannot be copied, or not be written.
pub trait PlainShared {
    /// Says that it is one.
    fn text(&self) -> Option<String>;

    /// Keeps its text.
    fn share(&self, text: Option<String>) -> Failure {
        Failure::told(&text.unwrap_or_default())
    }
}

impl<E> PlainShared for Shares<'_, E> {
    fn text(&self) -> Option<String> {
        Some(format!("an error of type `{}`, which has no `Display`", type_name::<E>()))
    }
}

/// Copies errors that were kept.
#[derive(Debug)]
pub struct Copied<E>(PhantomData<fn() -> E>);

impl<E: Clone + Send + Sync + 'static> Copied<E> {
    /// Gives the error, if it was kept.
    #[must_use]
    #[expect(clippy::unused_self, reason = "it brings the type")]
    pub fn copy(&self, failure: &Failure) -> Option<E> {
        failure.own()
    }
}

/// The same for what cannot be copied.
pub trait PlainCopied<E> {
    /// There is none.
    fn copy(&self, _: &Failure) -> Option<E> {
        None
    }
}

impl<E> PlainCopied<E> for Copied<E> {}
