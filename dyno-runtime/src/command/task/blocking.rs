//! The same for threads that have no runtime.

use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::command::task::core::Core;
use crate::command::task::waiting::Key;
use crate::command::task::{Cancel, Task, TaskOutput};
use crate::error::Error;
use crate::sync::{park, waker_of_this_thread};

impl<O> Task<O> {
    /// Blocks the thread until it has ended, for at most so long, and tells whether it has. Cancels nothing.
    ///
    /// # Panics
    ///
    /// In async code, whose thread must not be blocked; `spawn_blocking` and plain threads are fine.
    #[must_use]
    pub fn blocking_wait(&self, limit: Duration) -> bool {
        self.core.block(Some(limit))
    }

    /// Blocks the thread until it has ended, and gives the result.
    ///
    /// # Errors
    ///
    /// As [`Task::result`].
    ///
    /// # Panics
    ///
    /// As [`Task::blocking_wait`].
    #[must_use]
    pub fn blocking_result(self) -> O::Result
    where
        O: TaskOutput,
    {
        O::settle(self.blocking_join())
    }

    /// Blocks the thread until it has ended, and gives the result if it ends in time; it is cancelled otherwise.
    ///
    /// # Errors
    ///
    /// As [`Task::result_timeout`].
    ///
    /// # Panics
    ///
    /// As [`Task::blocking_wait`].
    #[must_use]
    pub fn blocking_result_timeout(self, limit: Duration) -> O::Result
    where
        O: TaskOutput,
    {
        if !self.core.block(Some(limit)) {
            let late = self.core.late(limit);
            if self.core.cancel(late.clone()) == Cancel::Abandoned || !self.core.is_completed() {
                return O::settle(Err(late));
            }
        }
        self.blocking_result()
    }

    /// Blocks the thread until it has ended, and gives what the work returned, of any type.
    ///
    /// # Errors
    ///
    /// As [`Task::join`].
    ///
    /// # Panics
    ///
    /// As [`Task::blocking_wait`].
    pub fn blocking_join(self) -> Result<O, Error> {
        self.core.block(None);
        self.core.take()
    }
}

impl<O> Core<O> {
    /// Parks the thread until the task has ended, or (`false`) so long.
    pub(super) fn block(&self, limit: Option<Duration>) -> bool {
        refuse_async_code();
        let clock = Clock::default();
        let until = limit.map(|limit| clock.now().after(limit));
        if self.spin() {
            return true;
        }
        let waker = waker_of_this_thread();
        let mut key = Key::default();
        let has_ended = loop {
            if self.poll_ended(&mut key, &mut Context::from_waker(&waker)) == Poll::Ready(()) {
                break true;
            }
            match until.map(|until| until.since(clock.now())) {
                Some(left) if left.is_zero() => break false,
                left => park(left),
            }
        };
        self.forget(&key);
        has_ended
    }
}

/// Panics with tokio's own words where blocking might keep the runtime from ever getting on.
pub(in crate::command) fn refuse_async_code() {
    // A thread that belongs to no runtime keeps none, and the question costs an allocation.
    if Handle::try_current().is_err() {
        return;
    }
    let (sender, receiver) = oneshot::channel();
    let _ = sender.send(());
    let _ = receiver.blocking_recv();
}
