//! Commands whose body runs on a pool, through the public API: called, submitted, left and cancelled.

#![allow(clippy::unnecessary_wraps, reason = "a guarded function returns what its shape needs")]

mod call;
mod carried;
mod itself;
mod nested;
mod paused;
mod shutdown;
mod storm;
mod table;
mod task;
mod whereabouts;

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Longer than any test lasts.
pub(crate) const LONG: Duration = Duration::from_secs(3_600);
/// Soon over.
pub(crate) const SHORT: Duration = Duration::from_millis(5);

/// An error of one's own that has room for dyno's.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error("down")]
    Down,
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

/// Holds a body until it is let go, and tells when it has begun.
#[derive(Debug)]
pub(crate) struct Gate {
    begun: Sender<()>,
    goes: Receiver<()>,
}

/// The other side of a gate.
pub(crate) struct Keeper {
    pub(crate) has_begun: Receiver<()>,
    pub(crate) go: Sender<()>,
}

impl Gate {
    pub(crate) fn new() -> (Self, Keeper) {
        let ((begun, has_begun), (go, goes)) = (channel(), channel());
        (Self { begun, goes }, Keeper { has_begun, go })
    }

    pub(crate) fn pass(self) {
        let _ = self.begun.send(());
        let _ = self.goes.recv();
    }
}

pub(crate) fn until(holds: impl Fn() -> bool) {
    while !holds() {
        thread::yield_now();
    }
}
