//! One task, several waiters.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use crate::command::task::waiting::Key;
use crate::command::task::{Task, TaskOutput};
use crate::error::Error;

/// A task that several wait for: each clone gives a copy of the result. Derefs to the [`Task`] that it shares.
///
/// ```
/// use dyno::Submit;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno::Error> {
/// let shared = async { 7_u32 }.submit().share();
/// let other = shared.clone();
/// assert_eq!((shared.await?, other.result().await?), (7, 7));
/// # Ok(()) }
/// ```
///
/// A task has to give what can be copied. Where the function does not, submit a block that makes it so, such as one that puts an
/// error without [`Clone`] in words. What [`Task::is_fallback`] and [`Task::cause`] tell is still that of the call inside of it.
/// A plain type of your own is asked for by [`SharedTask::join`]:
///
/// ```
/// use dyno::{Submit, command};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// #[command(fallback = 7)]
/// async fn stock() -> std::io::Result<u32> {
///     Err(std::io::ErrorKind::TimedOut.into()) // an `io::Error` cannot be cloned
/// }
///
/// let shared = async { stock().await.map_err(|error| error.to_string()) }.submit().share();
/// let other = shared.clone();
/// assert_eq!((shared.await?, other.result().await?), (7, 7));
/// assert!(other.is_fallback());
///
/// #[derive(Clone)]
/// struct Stock(u32);
///
/// #[command]
/// async fn counted() -> Stock {
///     Stock(7)
/// }
///
/// let shared = counted().submit().share();
/// assert_eq!(shared.join().await?.0, 7);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct SharedTask<O> {
    shared: Arc<Shared<O>>,
    /// Its own place among the waiters, once it was polled.
    key: Key,
}

/// A task that gives what can be copied.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared: each of its waiters gets a copy",
    label = "its value, or its error, has no `Clone`",
    note = "derive `Clone` for the one that has none",
    note = "or, where that is another crate's, submit a block that makes it one that has: `async {{ work().await.map_err(|error| error.to_string()) }}.submit().share()`"
)]
pub trait GivesCopies {}

#[diagnostic::do_not_recommend]
impl<O: Clone> GivesCopies for Task<O> {}

#[derive(Debug)]
struct Shared<O> {
    task: Task<O>,
    /// Taken out of the task by the first that asks, so that copies are made without a lock.
    result: OnceLock<Result<O, Error>>,
}

impl<O> SharedTask<O> {
    pub(super) fn new(task: Task<O>) -> Self {
        Self { shared: Arc::new(Shared { task, result: OnceLock::new() }), key: Key::default() }
    }
}

impl<O: Clone> SharedTask<O> {
    /// Gives a copy of the result. Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`Task::result`].
    pub async fn result(&self) -> O::Result
    where
        O: TaskOutput,
    {
        self.clone().await
    }

    /// Gives a copy of what the work returned as it is, of any type, or what dyno did to it. Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`Task::join`].
    pub async fn join(&self) -> Result<O, Error> {
        self.shared.task.core.ended().await;
        self.taken()
    }

    /// Gives a copy of the result, and blocks the thread until there is one.
    ///
    /// # Errors
    ///
    /// As [`Task::result`].
    ///
    /// # Panics
    ///
    /// In async code, whose thread must not be blocked.
    #[must_use]
    pub fn blocking_result(&self) -> O::Result
    where
        O: TaskOutput,
    {
        self.shared.task.core.block(None);
        self.copy()
    }

    fn copy(&self) -> O::Result
    where
        O: TaskOutput,
    {
        O::settle(self.taken())
    }

    fn taken(&self) -> Result<O, Error> {
        self.shared.result.get_or_init(|| self.shared.task.core.take()).clone()
    }
}

impl<O> Clone for SharedTask<O> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone(), key: Key::default() }
    }
}

impl<O> Deref for SharedTask<O> {
    type Target = Task<O>;

    fn deref(&self) -> &Task<O> {
        &self.shared.task
    }
}

impl<O: Clone + TaskOutput> Future for SharedTask<O> {
    type Output = O::Result;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O::Result> {
        let this = self.get_mut();
        ready!(this.shared.task.core.poll_ended(&mut this.key, cx));
        Poll::Ready(this.copy())
    }
}

impl<O> Drop for SharedTask<O> {
    fn drop(&mut self) {
        self.shared.task.core.forget(&self.key);
    }
}
