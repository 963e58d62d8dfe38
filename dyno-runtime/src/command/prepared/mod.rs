//! Calls of a command by its handle: a closure or a future, with what judges it and answers for it.

mod asks;
mod run;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::time::Duration;

use self::asks::{Answer, Answers, AnswersLater, Asked, Asks, AsyncWork, Fallback, Nothing, Plain};
use self::run::Questions;
#[cfg(feature = "pool")]
use crate::command::crossing::ComesBack;
use crate::command::handle::Command;
use crate::command::returns::Carries;
use crate::command::state::StateRef;
use crate::command::task::{AskedLimit, FallsBack, Task, submit_named};
#[cfg(feature = "pool")]
use crate::command::task::{SyncTask, submit_to_pool};
use crate::error::Cause;

/// A call of a [`Command`] before it begins: [`Command::prepare`], [`Command::prepare_async`].
///
/// ```
/// use dyno::{Cause, Command, Error};
///
/// #[derive(Debug, thiserror::Error)]
/// enum StockError {
///     #[error("no such article")]
///     Unknown,
///     #[error("down")]
///     Down,
/// }
///
/// let stock = Command::builder("prepared stock").breaker(|breaker| breaker).build()?;
/// let left = stock
///     .prepare(|| Err::<u32, _>(StockError::Down)) // a call over the network
///     .ignore(|error| matches!(error, StockError::Unknown))
///     .fallback(|cause| match cause {
///         Cause::Own(StockError::Unknown) => Ok(0),
///         _ => Ok(7),
///     })
///     .call_here();
/// assert_eq!(left.unwrap(), 7);
///
/// let totals = stock.snapshot().totals;
/// assert_eq!((totals.calls.failure, totals.fallback_success), (1, 1));
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[must_use = "a prepared call does nothing until it is called"]
pub struct PreparedCall<W, R, I = Nothing, X = Nothing, A = Nothing> {
    state: StateRef,
    limit: AskedLimit,
    work: W,
    ignore: I,
    failure_if: X,
    answer: A,
    returns: PhantomData<fn() -> R>,
}

/// A call with a fallback.
type Answered<W, T, E, I, X, F, M> = PreparedCall<W, Result<T, E>, I, X, Fallback<F, M>>;

/// A closure that is called on a thread.
#[derive(Clone, Copy)]
pub struct SyncBody<F>(F);

/// What gives a future; `M` tells whether it is one.
pub struct AsyncBody<F, M>(F, PhantomData<fn() -> M>);

impl Command {
    /// Runs what blocks, and blocks this thread until it has ended: on its pool, where it has one; on that of its group, where it has
    /// a time limit, so that this thread can leave it; else on this thread.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type what dyno does to the call.
    #[cfg(feature = "pool")]
    pub fn call<T, E>(
        &self,
        // Behind the bound and not above it, because that line is what the compiler shows.
        work: impl FnOnce() -> Result<T, E> + Send + 'static, // own it, with an `Arc` for an `Rc`, or write `call_here`
    ) -> Result<T, E>
    where
        T: ComesBack,
        E: fmt::Display + ComesBack,
        Result<T, E>: Carries,
    {
        self.prepare(work).call()
    }

    /// Runs `work` on this thread, so that it may borrow. Nothing can end it there: neither `timeout` nor `attempt_timeout` does, and
    /// no pool is asked.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type what dyno does to the call.
    pub fn call_here<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: fmt::Display,
        Result<T, E>: Carries,
    {
        self.prepare(work).call_here()
    }

    /// Awaits a future, or that which a closure gives: `|| async { .. }`. The future that this returns borrows nothing of the command.
    /// Cancel safe if `work` is: dropped, the call counts as cancelled.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type what dyno does to the call.
    pub fn call_async<T, E, M, W>(&self, work: W) -> impl Future<Output = Result<T, E>> + use<T, E, M, W>
    where
        W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
        E: fmt::Display,
        Result<T, E>: Carries,
    {
        self.prepare_async(work).call()
    }

    /// Starts a call as a task of the tokio runtime at hand, as [`crate::Submit`] does.
    pub fn submit<T, E, M, W>(&self, work: W) -> Task<Result<T, E>>
    where
        W: AsyncWork<M, Future: Future<Output = Result<T, E>> + Send> + Send + 'static, // own what it works with, or write `call_async`
        T: Send + 'static,
        E: fmt::Display + Send + 'static,
        M: 'static,
        Result<T, E>: Carries,
    {
        self.prepare_async(work).submit()
    }

    /// Starts what blocks as a task on its pool, or else on that of its group. It needs no runtime.
    #[cfg(feature = "pool")]
    pub fn submit_blocking<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static, // own what it takes along, with an `Arc` for an `Rc`
    ) -> SyncTask<Result<T, E>>
    where
        T: ComesBack,
        E: fmt::Display + ComesBack,
        Result<T, E>: Carries,
    {
        self.prepare(work).submit()
    }

    /// Prepares the call of a closure that is not async, to say what judges it and what answers for it.
    pub fn prepare<T, E, F>(&self, work: F) -> PreparedCall<SyncBody<F>, Result<T, E>>
    where
        F: FnOnce() -> Result<T, E>,
    {
        self.prepared(SyncBody(work))
    }

    /// Prepares the call of a future, or of a closure that gives one, to say what judges it and what answers for it.
    pub fn prepare_async<T, E, M, W>(&self, work: W) -> PreparedCall<AsyncBody<W, M>, Result<T, E>>
    where
        W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    {
        self.prepared(AsyncBody(work, PhantomData))
    }

    fn prepared<W, R>(&self, work: W) -> PreparedCall<W, R> {
        let state = self.state().clone();
        let (ignore, failure_if, answer) = (Nothing, Nothing, Nothing);
        PreparedCall { state, limit: AskedLimit::Kept, work, ignore, failure_if, answer, returns: PhantomData }
    }
}

impl<W, R, I, X, A> PreparedCall<W, R, I, X, A> {
    /// Gives this call so long, with all its attempts but without the fallback, whatever the command is set to; `None` is no limit. As
    /// with that of the command, nothing ends what [`PreparedCall::call_here`] runs.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.limit = AskedLimit::Set(limit.into());
        self
    }

    /// Takes the fallback away: the call returns what it would have answered for, its own error or dyno's in its type.
    pub fn without_fallback(self) -> PreparedCall<W, R, I, X>
    where
        A: FallsBack,
    {
        self.answered(Nothing)
    }

    /// Notes for the plan that the command has calls with a fallback.
    fn falls_back(self, caller: &'static Location<'static>) -> Self {
        if let Some(built) = self.state.by_builder() {
            built.falls_back(caller);
        }
        self
    }

    fn answered<B>(self, answer: B) -> PreparedCall<W, R, I, X, B> {
        let Self { state, limit, work, ignore, failure_if, returns, .. } = self;
        PreparedCall { state, limit, work, ignore, failure_if, answer, returns }
    }
}

impl<W, T, E, X, A> PreparedCall<W, Result<T, E>, Nothing, X, A> {
    /// Names errors that are no news about what is called: neutral to the breaker, and no fallback.
    pub fn ignore<I: FnOnce(&E) -> bool>(self, ignore: I) -> PreparedCall<W, Result<T, E>, Asked<I>, X, A> {
        let Self { state, limit, work, failure_if, answer, returns, .. } = self;
        PreparedCall { state, limit, work, ignore: Asked(ignore), failure_if, answer, returns }
    }
}

impl<W, R, I, A> PreparedCall<W, R, I, Nothing, A> {
    /// Names what counts as a failure besides errors.
    pub fn failure_if<X: FnOnce(&R) -> bool>(self, failure_if: X) -> PreparedCall<W, R, I, Asked<X>, A> {
        let Self { state, limit, work, ignore, answer, returns, .. } = self;
        PreparedCall { state, limit, work, ignore, failure_if: Asked(failure_if), answer, returns }
    }
}

impl<W, T, E, I, X> PreparedCall<SyncBody<W>, Result<T, E>, I, X> {
    /// Answers for failures, timeouts and rejections. The outcome of the call stays what it was; whether the fallback answered is
    /// counted beside it.
    #[track_caller]
    pub fn fallback<F>(self, fallback: F) -> Answered<SyncBody<W>, T, E, I, X, F, Plain>
    where
        F: FnOnce(Cause<E>) -> Result<T, E>,
    {
        self.falls_back(Location::caller()).answered(Fallback::new(fallback))
    }
}

impl<W, M, T, E, I, X> PreparedCall<AsyncBody<W, M>, Result<T, E>, I, X> {
    /// Answers for failures, timeouts and rejections, at once or by a future. The outcome of the call stays what it was; whether the
    /// fallback answered is counted beside it.
    #[track_caller]
    pub fn fallback<F, A, N>(self, fallback: F) -> Answered<AsyncBody<W, M>, T, E, I, X, F, N>
    where
        F: FnOnce(Cause<E>) -> A,
        A: Answer<T, E, N>,
    {
        self.falls_back(Location::caller()).answered(Fallback::new(fallback))
    }
}

impl<F, T, E, I, X, A> PreparedCall<SyncBody<F>, Result<T, E>, I, X, A>
where
    F: FnOnce() -> Result<T, E>,
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
{
    /// Makes the call as [`Command::call`] does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    #[cfg(feature = "pool")]
    pub fn call(self) -> Result<T, E>
    where
        F: Send + 'static, // own what it takes along, with an `Arc` for an `Rc`, or write `call_here`
        T: ComesBack,
        E: ComesBack,
        A: Answers<T, E>,
    {
        let Self { state, limit, work, ignore, failure_if, answer, .. } = self;
        run::blocking(state, limit, work.0, Questions(ignore, failure_if), answer)
    }

    /// Makes the call as [`Command::call_here`] does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    pub fn call_here(self) -> Result<T, E>
    where
        A: Answers<T, E>,
    {
        let Self { state, limit, work, ignore, failure_if, answer, .. } = self;
        run::here(state, limit, work.0, Questions(ignore, failure_if), answer)
    }

    /// Starts the call as [`Command::submit_blocking`] does.
    #[cfg(feature = "pool")]
    pub fn submit(self) -> SyncTask<Result<T, E>>
    where
        F: Send + 'static, // own what it takes along, with an `Arc` for an `Rc`
        T: ComesBack,
        E: ComesBack,
        I: Send + 'static,                 // own what `ignore` asks, with an `Arc` for an `Rc`
        X: Send + 'static,                 // own what `failure_if` asks, with an `Arc` for an `Rc`
        A: Answers<T, E> + Send + 'static, // own what the fallback answers by, with an `Arc` for an `Rc`
    {
        let Self { state, limit, work, ignore, failure_if, answer, .. } = self;
        let name = state.name().clone();
        submit_to_pool(name, run::apart(state, limit, work.0, Questions(ignore, failure_if), answer))
    }
}

impl<W, M, T, E, I, X, A> PreparedCall<AsyncBody<W, M>, Result<T, E>, I, X, A>
where
    W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    E: fmt::Display,
    I: Asks<E>,
    X: Asks<Result<T, E>>,
{
    /// Makes the call as [`Command::call_async`] does.
    ///
    /// # Errors
    ///
    /// What the work or the fallback returns; in its type what dyno does to the call, unless the fallback answers for that.
    pub fn call(self) -> impl Future<Output = Result<T, E>>
    where
        A: AnswersLater<T, E>,
    {
        let Self { state, limit, work, ignore, failure_if, answer, .. } = self;
        run::awaited(state, limit, work.0, Questions(ignore, failure_if), answer)
    }

    /// Starts the call as [`Command::submit`] does.
    pub fn submit(self) -> Task<Result<T, E>>
    where
        W: AsyncWork<M, Future: Send> + Send + 'static, // own what it works with, or await `call`
        M: 'static,
        T: Send + 'static,
        E: Send + 'static,
        I: Send + 'static, // own what `ignore` asks, with an `Arc` for an `Rc`
        X: Send + 'static, // own what `failure_if` asks, with an `Arc` for an `Rc`
        A: AnswersLater<T, E, Future: Send> + Send + 'static, // own what the fallback answers by, with an `Arc` for an `Rc`
    {
        let name = self.state.name().clone();
        submit_named(name, self.call())
    }
}

impl<W, R, I, X, A> fmt::Debug for PreparedCall<W, R, I, X, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedCall").field("command", self.state.name()).finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for SyncBody<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SyncBody")
    }
}

impl<F, M> fmt::Debug for AsyncBody<F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsyncBody")
    }
}
