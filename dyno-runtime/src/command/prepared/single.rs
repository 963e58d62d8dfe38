//! The one attempt of a prepared call, where there are no retries.

use std::convert::Infallible;
use std::future::Ready;
use std::marker::PhantomData;
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

/// Its attempts up to now: there is but one.
#[derive(Clone, Copy, Debug)]
pub struct Tries<K>(PhantomData<fn() -> K>);

/// The attempt that follows: there is none.
#[derive(Debug)]
pub struct Following<R, K>(Infallible, PhantomData<fn() -> (R, K)>);

impl<R, K> Following<R, K> {
    pub(super) fn begins(self, _: &mut Call, _: &mut Tries<K>) -> Ready<ControlFlow<Ended<R>>> {
        match self.0 {}
    }

    pub(super) fn begins_here(self, _: &mut Call, _: &mut Tries<K>) -> ControlFlow<Ended<R>> {
        match self.0 {}
    }

    #[cfg(feature = "pool")]
    pub(super) fn begins_apart(self, _: &mut Call, _: &mut Tries<K>) -> Ready<ControlFlow<Ended<R>>> {
        match self.0 {}
    }
}

/// What the caller gets, or what comes before another attempt.
type Follows<R, K> = ControlFlow<Ended<R>, Following<R, K>>;

/// What follows a failed attempt.
pub trait Repeats<T, E> {
    /// The error that the call returns.
    type Error;
    /// Where those of earlier attempts are.
    type Kept;

    /// Begins with none.
    fn tries(&self) -> Tries<Self::Kept>;

    /// Gives what the caller gets.
    fn follow(
        &self,
        ended: Ended<Result<T, E>>,
        call: &mut Call,
        tries: &Tries<Self::Kept>,
        has_next: bool,
    ) -> Follows<Result<T, E>, Self::Kept>;

    /// What the error of an attempt tells.
    fn hint(&self, returned: &Result<T, E>) -> Option<Duration>;

    /// Gives the error of the last attempt.
    fn gathered(tries: Tries<Self::Kept>, ended: Ended<Result<T, E>>) -> Ended<Result<T, Self::Error>>;
}

impl<T, E> Repeats<T, E> for Retries {
    type Error = E;
    type Kept = ();

    fn tries(&self) -> Tries<()> {
        Tries(PhantomData)
    }

    fn follow(&self, ended: Ended<Result<T, E>>, _: &mut Call, _: &Tries<()>, _: bool) -> Follows<Result<T, E>, ()> {
        ControlFlow::Break(ended)
    }

    fn hint(&self, _: &Result<T, E>) -> Option<Duration> {
        None
    }

    fn gathered(_: Tries<()>, ended: Ended<Result<T, E>>) -> Ended<Result<T, E>> {
        ended
    }
}
