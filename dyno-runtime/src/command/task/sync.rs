//! Calls of functions that are not async, submitted to a pool.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::command::site::Site;
use crate::command::task::cold::{EndsInTime, FallsBack, RunsApart};
use crate::command::task::core::{Core, Work, WorkName};
use crate::command::task::driver::begin;
use crate::command::task::edits::Preparation;
use crate::command::task::errand::Submitted;
use crate::command::task::in_place::placed;
use crate::command::task::prepared::Prepared;
use crate::command::task::waiting::Key;
use crate::command::task::{SharedTask, Task, TaskOutput};
use crate::error::Error;

/// The call of a function that is not async, before it begins: `stock::command(..)`. It begins when it is submitted. What is changed
/// here holds for this call alone.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Error, command};
///
/// #[command(timeout = 2s, fallback = 0)]
/// fn stock(sku: u32) -> Result<u32, Error> {
///     std::thread::sleep(Duration::from_millis(50));
///     Ok(sku)
/// }
///
/// assert_eq!(stock::command(7).submit().result().unwrap(), 7);
///
/// let soon = stock::command(7).timeout(Duration::from_millis(1)).submit();
/// assert_eq!(soon.result().unwrap(), 0);
///
/// let strict = stock::command(7).timeout(Duration::from_millis(1)).without_fallback().submit();
/// assert!(matches!(strict.result(), Err(Error::Timeout { .. })));
/// ```
#[must_use = "a cold call begins when it is submitted"]
pub struct SyncCall<F, K> {
    site: &'static Site,
    call: F,
    preparation: Preparation,
    kind: PhantomData<K>,
}

/// A call whose body has no pool of its own, so that nothing can end it in time.
#[derive(Debug)]
pub struct OneJob<K>(PhantomData<K>);

// Whoever asks for either is told what is in the way first: that it does not run apart.
#[diagnostic::do_not_recommend]
impl<K> EndsInTime for OneJob<K> {}
#[diagnostic::do_not_recommend]
impl<K> FallsBack for OneJob<K> {}

impl<F, K> SyncCall<F, K> {
    /// Prepares the call of a site.
    #[doc(hidden)]
    pub fn new(site: &'static Site, call: F) -> Self {
        Self { site, call, preparation: Preparation::of(site), kind: PhantomData }
    }

    /// Gives it so long, with all its attempts; `None` is no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self
    where
        K: RunsApart + EndsInTime,
    {
        self.preparation.timeout(limit.into());
        self
    }

    /// Returns what the fallback would have answered for: the function's own error, or dyno's.
    pub fn without_fallback(mut self) -> Self
    where
        K: RunsApart + FallsBack,
    {
        self.preparation.without_fallback();
        self
    }

    /// Starts it as a task: on the pool of the function, or else on the one of its group. It needs no runtime. It takes along the
    /// registry in scope and the `tracing` span, and not what is left of a caller's time: it may outlive the caller.
    ///
    /// A call that is rejected has ended when this returns, and its fallback has run on this thread. What a job
    /// submits to a pool that it came through goes to a thread that is free, and never into the queue, where its own thread might wait for
    /// it: if none is free it has run when this returns. Jobs that submit one another without an end are rejected with [`Error::Full`]
    /// once 64 are under way on one thread.
    pub fn submit<R>(self) -> SyncTask<R>
    where
        // Behind the bound and not above it, because that line is what the compiler shows.
        F: Submitted<R>, // own the arguments; what they hold must be `Send`
        R: Send + 'static,
    {
        let Self { site, call, preparation, .. } = self;
        start(WorkName::Command(site), Work::Sync(Prepared { call: call.submitted(), preparation }))
    }
}

impl<F, K> fmt::Debug for SyncCall<F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncCall").field("command", &self.site.name()).finish_non_exhaustive()
    }
}

/// Submits the call of a command that no site leads to, whose body runs on a pool.
pub(in crate::command) fn submit_to_pool<O: Send + 'static>(
    name: Arc<str>,
    call: impl Future<Output = O> + Send + 'static,
) -> SyncTask<O> {
    start(WorkName::Job(name), Work::Job(placed(call)))
}

/// Starts work that goes to a pool by itself.
fn start<O: Send + 'static>(name: WorkName, work: Work<O>) -> SyncTask<O> {
    let core = Arc::new(Core::new(name, work, None));
    begin(&core);
    SyncTask { task: Task { core, key: Key::default() } }
}

/// Work on a pool that was submitted and runs by itself. Dropping this detaches it: the work goes on. Its own methods block the thread;
/// async code awaits it. All else is as in a [`Task`], to which it derefs.
///
/// ```
/// use std::time::Duration;
/// use dyno::command;
///
/// #[command(timeout = 2s)]
/// fn stock(sku: u32) -> Result<u32, dyno::Error> {
///     Ok(sku)
/// }
///
/// # fn main() -> Result<(), dyno::Error> {
/// let (one, two) = (stock::command(1).submit(), stock::command(2).submit());
/// if one.wait(Duration::from_secs(1)) {
///     assert_eq!(one.result()? + two.result()?, 3);
/// } else {
///     one.cancel("no time for this");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct SyncTask<O> {
    task: Task<O>,
}

impl<O> SyncTask<O> {
    /// The same for async code.
    #[cfg(feature = "cache")]
    pub(in crate::command) fn into_task(self) -> Task<O> {
        self.task
    }

    /// Blocks the thread until it has ended, for at most so long, and tells whether it has. Cancels nothing.
    ///
    /// # Panics
    ///
    /// In async code, whose thread must not be blocked: await [`Task::wait`] there.
    #[must_use]
    pub fn wait(&self, limit: Duration) -> bool {
        self.task.blocking_wait(limit)
    }

    /// Blocks the thread until it has ended, and gives the result.
    ///
    /// # Errors
    ///
    /// Those of the work; [`Error::Cancelled`] and [`Error::Panicked`] inside of its own type, and [`Error::Full`] of a function that has
    /// no pool of its own.
    ///
    /// # Panics
    ///
    /// In async code, whose thread must not be blocked: await the task there.
    #[must_use]
    pub fn result(self) -> O::Result
    where
        O: TaskOutput,
    {
        self.task.blocking_result()
    }

    /// Blocks the thread until it has ended, and gives the result if it ends in time; it is cancelled otherwise, and no fallback
    /// answers for it.
    ///
    /// # Errors
    ///
    /// As [`SyncTask::result`], and [`Error::Timeout`].
    ///
    /// # Panics
    ///
    /// As [`SyncTask::result`].
    #[must_use]
    pub fn result_timeout(self, limit: Duration) -> O::Result
    where
        O: TaskOutput,
    {
        self.task.blocking_result_timeout(limit)
    }

    /// Blocks the thread until it has ended, and gives what the work returned, of any type, or what dyno did to it.
    ///
    /// # Errors
    ///
    /// As [`Task::join`], and [`Error::Full`].
    ///
    /// # Panics
    ///
    /// As [`SyncTask::result`].
    pub fn join(self) -> Result<O, Error> {
        self.task.blocking_join()
    }

    /// Lets several wait for it, each of whom gets a copy of the result.
    #[must_use]
    pub fn share(self) -> SharedTask<O>
    where
        O: Clone,
    {
        self.task.share()
    }
}

impl<O> Deref for SyncTask<O> {
    type Target = Task<O>;

    fn deref(&self) -> &Task<O> {
        &self.task
    }
}

impl<O: TaskOutput> Future for SyncTask<O> {
    type Output = O::Result;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O::Result> {
        Pin::new(&mut self.task).poll(cx)
    }
}
