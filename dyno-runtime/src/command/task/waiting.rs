//! Who waits for a task.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::command::task::core::Core;
use crate::outcome::contained;

/// A place among the waiters; none before the first poll that was pending.
#[derive(Debug, Default)]
pub(super) struct Key(Option<u64>);

impl Key {
    /// Whether nobody waits by it.
    pub(super) fn is_free(&self) -> bool {
        self.0.is_none()
    }
}

/// The wakers of all who wait.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    last: u64,
    wakers: Vec<(u64, Waker)>,
}

impl Waiters {
    /// Keeps the waker, in the stead of an earlier one of the same waiter. What is handed back must be dropped without a lock.
    pub(super) fn keep(&mut self, key: &mut Key, waker: Waker) -> Option<Waker> {
        let key = *key.0.get_or_insert_with(|| {
            self.last += 1;
            self.last
        });
        match self.wakers.iter_mut().find(|(known, _)| *known == key) {
            Some((_, kept)) => Some(std::mem::replace(kept, waker)),
            None => {
                self.wakers.push((key, waker));
                None
            }
        }
    }

    /// Gives the waker of a waiter that has given up.
    pub(super) fn forget(&mut self, key: &Key) -> Option<Waker> {
        let key = key.0?;
        let at = self.wakers.iter().position(|(known, _)| *known == key)?;
        Some(self.wakers.swap_remove(at).1)
    }

    /// Wakes all. Not under a lock: wakers are those of any executor.
    pub(super) fn wake(self) {
        for (_, waker) in self.wakers {
            contained(|| waker.wake());
        }
    }
}

/// Is ready when the task has ended.
#[derive(Debug)]
pub(super) struct Ended<'a, O> {
    core: &'a Core<O>,
    key: Key,
}

impl<'a, O> Ended<'a, O> {
    pub(super) fn new(core: &'a Core<O>) -> Self {
        Self { core, key: Key::default() }
    }
}

impl<O> Future for Ended<'_, O> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { core, key } = self.get_mut();
        core.poll_ended(key, cx)
    }
}

impl<O> Drop for Ended<'_, O> {
    fn drop(&mut self) {
        self.core.forget(&self.key);
    }
}
