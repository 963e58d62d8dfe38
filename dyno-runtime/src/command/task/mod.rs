//! Work that runs by itself: submitted, held, waited for, cancelled. Why: a caller that gives up must not end what others
//! wait for, and whoever waits must find everything given back and counted.
//!
//! `submit` makes a `task`, whose `core` is what its handles share and whose `runner` is what the runtime polls. What the
//! guarded call inside is told, and tells in turn, goes through a `claim`.

mod blocking;
mod cause;
mod claim;
mod cold;
mod core;
#[cfg(feature = "pool")]
mod driver;
mod edits;
#[cfg(feature = "pool")]
mod errand;
mod in_place;
mod offer;
mod output;
#[cfg(feature = "pool")]
mod prepared;
mod runner;
mod share;
mod submit;
#[cfg(feature = "pool")]
mod sync;
mod waiting;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

pub(super) use self::blocking::refuse_async_code;
pub use self::cause::{Cancel, TaskCause};
pub(super) use self::claim::{Claim, dropped};
#[cfg(feature = "pool")]
pub(super) use self::claim::{Inside, Stay};
pub use self::cold::{
    AnsweredCall, AnswersAlone, BareCall, CarriedCall, ColdCall, EndsInTime, FallsBack, IsCold, NoColdCall, RunsApart,
};
use self::core::Core;
#[cfg(feature = "pool")]
pub(super) use self::driver::post;
pub(super) use self::edits::Asked as AskedLimit;
#[cfg(feature = "pool")]
pub use self::errand::{Driven, Errand, Submitted, Work};
pub(super) use self::offer::{claim, is_offered};
pub use self::output::TaskOutput;
#[cfg(feature = "pool")]
pub use self::prepared::Submission;
pub use self::share::{GivesCopies, SharedTask};
pub use self::submit::Submit;
pub(super) use self::submit::submit_named;
#[cfg(feature = "pool")]
pub(super) use self::sync::submit_to_pool;
#[cfg(feature = "pool")]
pub use self::sync::{OneJob, SyncCall, SyncTask};
use self::waiting::Key;
use crate::error::{Cancelled, Error, Reason};

/// Work that was submitted and runs by itself. Dropping this detaches it: the work goes on.
///
/// `.await` and [`Task::result`] give what the function returns, with dyno's own errors put into its error type; a plain `T`
/// comes as `Result<T, dyno::Error>`. Waiters are woken when all is cleaned up: what the work held is dropped, permits and gauges are given back,
/// outcomes are counted. Only the memory in which the work stood is freed with its last handle.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Submit, command};
///
/// #[command(timeout = 2s)]
/// async fn stock(sku: u32) -> Result<u32, dyno::Error> {
///     Ok(sku)
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno::Error> {
/// let later = stock(7).submit();
/// if !later.wait(Duration::from_secs(1)).await {
///     println!("still counting"); // and it goes on
/// }
/// assert_eq!(later.await?, 7);
/// # Ok(()) }
/// ```
///
/// What [`Task::is_fallback`], [`Task::is_timeout`] and [`Task::cause`] tell is that of the guarded call which the work makes:
/// the outermost, and of several in a row the last.
#[derive(Debug)]
pub struct Task<O> {
    core: Arc<Core<O>>,
    /// Its place among the waiters, once it was polled.
    key: Key,
}

impl<O> Task<O> {
    /// Waits until it has ended, for at most so long, and tells whether it has. Cancels nothing, neither when the time is up
    /// nor when it is dropped. In a runtime without timers it does not wait.
    pub async fn wait(&self, limit: Duration) -> bool {
        self.core.wait(limit).await
    }

    /// Gives the result. Cancel safe: dropping this detaches the work.
    ///
    /// # Errors
    ///
    /// Those of the work; [`Error::Cancelled`], [`Error::Panicked`] and [`Error::NotSubmitted`] inside of its own type.
    pub async fn result(self) -> O::Result
    where
        O: TaskOutput,
    {
        self.await
    }

    /// Gives the result if it ends in time, and cancels it otherwise; no fallback answers for it.
    ///
    /// # Errors
    ///
    /// As [`Task::result`], and [`Error::Timeout`].
    pub async fn result_timeout(self, limit: Duration) -> O::Result
    where
        O: TaskOutput,
    {
        if !self.wait(limit).await {
            let late = self.core.late(limit);
            if self.core.cancel(late.clone()) == Cancel::Abandoned || !self.core.is_completed() {
                // Nobody knows when it awaits next, and the time is up.
                return O::settle(Err(late));
            }
        }
        self.await
    }

    /// Gives what the work returned as it is, of any type, or what dyno did to it: for plain types of your own, and for a
    /// `Result` whose error does not take in dyno's. Cancel safe: dropping this detaches the work.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`], [`Error::Panicked`] and [`Error::NotSubmitted`].
    pub async fn join(self) -> Result<O, Error> {
        self.core.ended().await;
        self.core.take()
    }

    /// Lets several wait for it, each of whom gets a copy of the result, which must be [`Clone`], and so must its error: see
    /// [`SharedTask`] for one that is not.
    #[must_use]
    pub fn share(self) -> SharedTask<O>
    where
        Self: GivesCopies,
    {
        SharedTask::new(self)
    }

    /// Ends it: it is dropped where it awaits, which counts as cancelled. Every waiter gets [`Error::Cancelled`] with the
    /// reason: a text, or an error.
    pub fn cancel(&self, reason: impl Into<Reason>) -> Cancel {
        self.core.cancel(Error::from(Cancelled { name: self.core.name(), reason: reason.into() }))
    }

    /// Tells whether the work has begun and not ended.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.core.is_running()
    }

    /// Tells whether it has ended, in whatever way.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.core.is_completed()
    }

    /// Tells whether a fallback answered.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        self.core.is_fallback()
    }

    /// Tells whether it was cancelled: by hand, by [`Task::result_timeout`], or by the end of its runtime.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.core.is_cancelled()
    }

    /// Tells whether its time was up: by its own `timeout`, also where a fallback answered, or by [`Task::result_timeout`].
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.core.is_timeout()
    }

    /// Tells what went wrong, once it has ended; also where a fallback answered. `None` when all went well, and of work that
    /// makes no guarded call and returned.
    #[must_use]
    pub fn cause(&self) -> Option<TaskCause> {
        self.core.cause()
    }
}

impl<O: TaskOutput> Future for Task<O> {
    type Output = O::Result;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O::Result> {
        let Self { core, key } = self.get_mut();
        ready!(core.poll_ended(key, cx));
        Poll::Ready(O::settle(core.take()))
    }
}

impl<O> Drop for Task<O> {
    fn drop(&mut self) {
        self.core.forget(&self.key);
    }
}
