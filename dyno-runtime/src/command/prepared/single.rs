//! The one attempt of a prepared call, where there are no retries.

use std::convert::Infallible;
use std::future::Ready;
use std::ops::ControlFlow;
use std::time::Duration;

use crate::command::call::Call;
use crate::command::returns::Ended;

/// There is nothing to say.
#[derive(Clone, Copy, Debug)]
pub struct Retries;

impl Retries {
    pub(super) const NONE: Self = Self;
}

/// The time until the next attempt: there is none.
#[derive(Debug)]
pub struct Pause(Infallible);

impl Pause {
    pub(super) fn wait(self) -> Ready<()> {
        match self.0 {}
    }

    pub(super) fn block(self) {
        match self.0 {}
    }
}

/// What follows a failed attempt.
pub trait Repeats<T, E> {
    /// The error that the call returns.
    type Error;
    /// Its attempts up to now.
    type Tries;

    /// Begins with none.
    fn tries(&self) -> Self::Tries;

    /// Gives what the caller gets.
    fn follow(
        &self,
        ended: Ended<Result<T, E>>,
        call: &mut Call,
        tries: &mut Self::Tries,
        has_next: bool,
    ) -> ControlFlow<Ended<Result<T, E>>, Pause>;

    /// What the error of an attempt tells.
    fn hint(&self, returned: &Result<T, E>) -> Option<Duration>;

    /// Gives the error of the last attempt.
    fn gathered(tries: Self::Tries, ended: Ended<Result<T, E>>) -> Ended<Result<T, Self::Error>>;
}

impl<T, E> Repeats<T, E> for Retries {
    type Error = E;
    type Tries = ();

    fn tries(&self) {}

    fn follow(
        &self,
        ended: Ended<Result<T, E>>,
        _: &mut Call,
        (): &mut (),
        _: bool,
    ) -> ControlFlow<Ended<Result<T, E>>, Pause> {
        ControlFlow::Break(ended)
    }

    fn hint(&self, _: &Result<T, E>) -> Option<Duration> {
        None
    }

    fn gathered((): (), ended: Ended<Result<T, E>>) -> Ended<Result<T, E>> {
        ended
    }
}
