//! The making of a prepared call.

use std::fmt;
use std::future::Future;

#[cfg(feature = "pool")]
use crate::command::crossing::ComesBack;
use crate::command::prepared::asks::{Answers, AnswersLater, Asks};
use crate::command::prepared::run::{self, Questions};
use crate::command::prepared::work::{AsyncBody, AsyncWork, HereBody, SyncBody};
use crate::command::prepared::{PreparedCall, Repeats};
#[cfg(feature = "pool")]
use crate::command::task::{SyncTask, submit_to_pool};
use crate::command::task::{Task, submit_named};

impl<F, T, E, I, X, A, P> PreparedCall<SyncBody<F>, Result<T, E>, I, X, A, P>
where
    F: FnOnce() -> Result<T, E>,
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
    P: Repeats<T, E>,
{
    /// Makes the call as [`Command::call`](crate::Command::call) does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    #[cfg(feature = "pool")]
    pub fn call(self) -> Result<T, P::Error>
    where
        F: Send + 'static, // own what it takes along, with an `Arc` for an `Rc`, or write `call_here`
        T: ComesBack,
        E: ComesBack,
        A: Answers<T, P::Error>,
    {
        let Self { head, work, ignore, failure_if, answer, repeats, .. } = self;
        run::blocking(head, work, Questions(ignore, failure_if), repeats, answer)
    }

    /// Makes the call as [`Command::call_here`](crate::Command::call_here) does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    pub fn call_here(self) -> Result<T, P::Error>
    where
        A: Answers<T, P::Error>,
    {
        let Self { head, work, ignore, failure_if, answer, repeats, .. } = self;
        run::here(head, work, Questions(ignore, failure_if), repeats, answer)
    }

    /// Starts the call as [`Command::submit_blocking`](crate::Command::submit_blocking) does.
    #[cfg(feature = "pool")]
    pub fn submit(self) -> SyncTask<Result<T, P::Error>>
    where
        F: Send + 'static, // own what it takes along, with an `Arc` for an `Rc`
        T: ComesBack,
        E: ComesBack,
        I: Send + 'static,                        // own what `ignore` asks, with an `Arc` for an `Rc`
        X: Send + 'static,                        // own what `failure_if` asks, with an `Arc` for an `Rc`
        A: Answers<T, P::Error> + Send + 'static, // own what the fallback answers by, with an `Arc` for an `Rc`
        P: Repeats<T, E, Error: Send + 'static, Kept: Send> + Send + 'static,
    {
        let Self { head, work, ignore, failure_if, answer, repeats, .. } = self;
        let name = head.state.name().clone();
        submit_to_pool(name, run::apart(head, work, Questions(ignore, failure_if), repeats, answer))
    }
}

impl<F, T, E, I, X, A, P> PreparedCall<HereBody<F>, Result<T, E>, I, X, A, P>
where
    F: FnMut() -> Result<T, E>,
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
    P: Repeats<T, E>,
{
    /// Makes the call as [`Command::call_here`](crate::Command::call_here) does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    pub fn call_here(self) -> Result<T, P::Error>
    where
        A: Answers<T, P::Error>,
    {
        let Self { head, work, ignore, failure_if, answer, repeats, .. } = self;
        run::here(head, work, Questions(ignore, failure_if), repeats, answer)
    }
}

impl<W, M, T, E, I, X, A, P> PreparedCall<AsyncBody<W, M>, Result<T, E>, I, X, A, P>
where
    W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
    P: Repeats<T, E, Error: fmt::Display>,
{
    /// Makes the call as [`Command::call_async`](crate::Command::call_async) does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    pub fn call(self) -> impl Future<Output = Result<T, P::Error>>
    where
        A: AnswersLater<T, P::Error>,
    {
        let Self { head, work, ignore, failure_if, answer, repeats, .. } = self;
        run::awaited(head, work, Questions(ignore, failure_if), repeats, answer)
    }

    /// Starts the call as [`Command::submit`](crate::Command::submit) does.
    pub fn submit(self) -> Task<Result<T, P::Error>>
    where
        W: AsyncWork<M, Future: Send> + Send + 'static, // own what it works with, or await `call`
        M: 'static,
        T: Send + 'static,
        E: Send + 'static,
        I: Send + 'static,
        X: Send + 'static,
        A: AnswersLater<T, P::Error, Future: Send> + Send + 'static,
        P: Repeats<T, E, Error: Send + 'static, Kept: Send> + Send + 'static,
    {
        let name = self.head.state.name().clone();
        submit_named(name, self.call())
    }
}
