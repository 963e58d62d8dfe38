//! How often a slot has changed, and who waits for that.

use std::collections::HashMap;
use std::task::Waker;

use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// Counts changes, and wakes those who wait for one.
#[derive(Default)]
pub(super) struct Changes {
    count: AtomicU64,
    waiting: Mutex<HashMap<u64, Waker>>,
}

impl Changes {
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    /// Counts a change and wakes everybody.
    pub(super) fn tell(&self) {
        self.count.fetch_add(1, Ordering::Release);
        // Woken out here: wakers are the user's.
        let waiting: Vec<_> = lock(&self.waiting).drain().collect();
        for (_, waker) in waiting {
            waker.wake();
        }
    }

    /// Has `who` woken by the next change.
    pub(super) fn wait(&self, who: u64, waker: Waker) {
        let _before = lock(&self.waiting).insert(who, waker);
    }

    /// Forgets whoever waits no more.
    pub(super) fn leave(&self, who: u64) {
        let _waker = lock(&self.waiting).remove(&who);
    }
}
