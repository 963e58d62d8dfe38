//! Calls of a command by its handle: a closure or a future, with what judges it and answers for it.

mod asks;
mod make;
#[cfg(feature = "retry")]
mod repeats;
mod run;
mod says;
#[cfg(not(feature = "retry"))]
mod single;
mod work;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use self::asks::Nothing;
#[cfg(feature = "retry")]
use self::repeats::{Repeats, Retries};
#[cfg(not(feature = "retry"))]
use self::single::{Repeats, Retries};
use self::work::{AsyncBody, AsyncWork, HereBody, Repeated, SyncBody};
#[cfg(feature = "pool")]
use crate::command::crossing::ComesBack;
use crate::command::handle::Command;
use crate::command::returns::Carries;
use crate::command::state::StateRef;
#[cfg(feature = "pool")]
use crate::command::task::SyncTask;
use crate::command::task::{AskedLimit, Task};
use crate::command::turn::Whose;

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
///
/// Where its command retries, each attempt is judged by `ignore` and `failure_if`, and what the call says of that holds for it alone:
/// [`PreparedCall::on`], [`PreparedCall::backoff`], [`PreparedCall::retry_after`], [`PreparedCall::all_errors`].
#[must_use = "a prepared call does nothing until it is called"]
pub struct PreparedCall<W, R, I = Nothing, X = Nothing, A = Nothing, P = Retries> {
    head: Head,
    work: W,
    ignore: I,
    failure_if: X,
    answer: A,
    repeats: P,
    returns: PhantomData<fn() -> R>,
}

/// What is called, and what is changed for once.
struct Head {
    state: StateRef,
    limit: AskedLimit,
    by: Whose,
    /// Whether its fuse has chosen it.
    #[cfg(feature = "fuse")]
    chosen: crate::fuse::Chosen,
}

/// # How often the work runs
///
/// Where the command retries, each attempt has a copy of the closure: what it captures is `Clone`, or a reference. So it may use up what it
/// has, as `move || async move { .. }` does; and one that was left on a pool when its time was up is not in the way of the next. Without a
/// retry nothing is copied. What cannot be had twice is attempted once, whatever the retry says: a future instead of a closure that
/// gives one, and what [`Command::prepare_once`] is given; retries inside of that make their own attempts, as they would by themselves. What borrows mutably is called again on this thread by [`Command::call_here`].
impl Command {
    /// Runs what blocks, and blocks this thread until it has ended: on its pool, where it has one; on that of its group, where it has
    /// a time limit, so that this thread can leave it; else on this thread.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type what dyno does to the call.
    #[cfg(feature = "pool")]
    pub fn call<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce() -> Result<T, E> + Repeated + Send + 'static, // own it, with an `Arc` for an `Rc`, or write `call_here`
        T: ComesBack,
        E: fmt::Display + ComesBack,
        Result<T, E>: Carries,
    {
        self.prepare(work).call()
    }

    /// Runs `work` on this thread, so that it may borrow, also mutably: each attempt calls it. Nothing can end it there: neither `timeout`
    /// nor `attempt_timeout` does, and no pool is asked. But commands inside of it have no more time than is left, which
    /// [`remaining`](crate::remaining) tells, and where the command retries no attempt begins when nothing is. Time counts from the first attempt.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type what dyno does to the call.
    pub fn call_here<T, E>(&self, work: impl FnMut() -> Result<T, E>) -> Result<T, E>
    where
        E: fmt::Display,
        Result<T, E>: Carries,
    {
        self.prepare_here(work).call_here()
    }

    /// Awaits that which a closure gives, `|| async { .. }`, or a future, which is attempted once. The future that this returns
    /// borrows nothing of the command. Cancel safe if `work` is: dropped, the call counts as cancelled.
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
    pub fn submit_blocking<T, E, F>(&self, work: F) -> SyncTask<Result<T, E>>
    where
        F: FnOnce() -> Result<T, E> + Repeated + Send + 'static, // own what it takes along, with an `Arc` for an `Rc`
        T: ComesBack,
        E: fmt::Display + ComesBack,
        Result<T, E>: Carries,
    {
        self.prepare(work).submit()
    }

    /// Prepares the call of a closure that is not async, to say what judges it and what answers for it.
    pub fn prepare<T, E, F>(&self, work: F) -> PreparedCall<SyncBody<F>, Result<T, E>>
    where
        F: FnOnce() -> Result<T, E> + Repeated,
    {
        self.prepared(SyncBody::repeated(work))
    }

    /// Prepares the call of a closure that cannot be copied, and is attempted once.
    pub fn prepare_once<T, E, F>(&self, work: F) -> PreparedCall<SyncBody<F>, Result<T, E>>
    where
        F: FnOnce() -> Result<T, E>,
    {
        self.prepared(SyncBody::once(work))
    }

    /// Prepares the call of a closure that stays on this thread, as [`Command::call_here`] makes it.
    pub fn prepare_here<T, E, F>(&self, work: F) -> PreparedCall<HereBody<F>, Result<T, E>>
    where
        F: FnMut() -> Result<T, E>,
    {
        self.prepared(HereBody(work))
    }

    /// Prepares the call of a closure that gives a future, or of a future, to say what judges it and what answers for it.
    pub fn prepare_async<T, E, M, W>(&self, work: W) -> PreparedCall<AsyncBody<W, M>, Result<T, E>>
    where
        W: AsyncWork<M, Future: Future<Output = Result<T, E>>>,
    {
        self.prepared(AsyncBody::new(work))
    }

    fn prepared<W, R>(&self, work: W) -> PreparedCall<W, R> {
        let head = Head {
            state: self.state().clone(),
            limit: AskedLimit::Kept,
            by: Whose::default(),
            #[cfg(feature = "fuse")]
            chosen: None,
        };
        let (ignore, failure_if, answer) = (Nothing, Nothing, Nothing);
        PreparedCall { head, work, ignore, failure_if, answer, repeats: Retries::NONE, returns: PhantomData }
    }
}

impl<W, R, I, X, A, P> fmt::Debug for PreparedCall<W, R, I, X, A, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedCall").field("command", self.head.state.name()).finish_non_exhaustive()
    }
}
