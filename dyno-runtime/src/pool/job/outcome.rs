//! How far a job is, what came of it, and whom that is told.

use std::mem::replace;
use std::sync::Arc;
use std::task::Waker;

use super::{Awaited, GivesBack};
use crate::error::Error;
use crate::outcome::contained;
use crate::sync::plain::{AtomicU64 as Plain, Ordering::Relaxed};
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// How far a job is, and what came of it.
pub(super) struct Outcome<R> {
    /// What errors call it.
    pub(super) name: Arc<str>,
    pub(super) gives_back: GivesBack,
    /// Whether it runs on the thread that sent it.
    is_inline: Plain,
    has_ended: AtomicU64,
    inner: Mutex<Inner<R>>,
}

struct Inner<R> {
    stage: Stage<R>,
    /// Its number in the queue, if it had to wait there.
    queued: Option<u64>,
    waker: Option<Waker>,
}

enum Stage<R> {
    Waiting,
    AtWork,
    /// On a thread, and nobody waits.
    Left,
    Ended(Result<R, Error>),
    /// Or given up before it began.
    Taken,
}

impl<R> Outcome<R> {
    pub(super) fn new(name: Arc<str>, gives_back: GivesBack) -> Self {
        let inner = Inner { stage: Stage::Waiting, queued: None, waker: None };
        Self { name, gives_back, is_inline: Plain::new(0), has_ended: AtomicU64::new(0), inner: Mutex::new(inner) }
    }

    /// Notes that it runs on the thread that sent it.
    pub(super) fn runs_here(&self) {
        self.is_inline.store(1, Relaxed);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire) != 0
    }

    pub(super) fn is_inline(&self) -> bool {
        self.is_inline.load(Relaxed) != 0
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(lock(&self.inner).stage, Stage::Waiting)
    }

    pub(super) fn is_left(&self) -> bool {
        matches!(lock(&self.inner).stage, Stage::Left)
    }

    /// Keeps whom to wake; `true` if it has ended.
    pub(super) fn is_awaited_by(&self, waker: impl FnOnce() -> Waker) -> bool {
        if self.has_ended() {
            return true;
        }
        // Wakers are those of any executor, and neither cloned nor dropped under the lock.
        let waker = waker();
        let replaced = {
            let mut inner = lock(&self.inner);
            if matches!(inner.stage, Stage::Ended(_)) {
                return true;
            }
            inner.waker.replace(waker)
        };
        drop(replaced);
        false
    }

    #[cfg(feature = "command")]
    pub(super) fn wakes_nobody(&self) {
        let waker = lock(&self.inner).waker.take();
        drop(waker);
    }

    /// Keeps its number in the queue; `false` if it was given up.
    pub(super) fn is_queued_as(&self, number: u64) -> bool {
        let mut inner = lock(&self.inner);
        inner.queued = Some(number);
        !matches!(inner.stage, Stage::Taken)
    }

    pub(super) fn begins(&self) -> bool {
        let mut inner = lock(&self.inner);
        let begins = matches!(inner.stage, Stage::Waiting);
        if begins {
            inner.stage = Stage::AtWork;
        }
        begins
    }

    pub(super) fn take(&self) -> Result<R, Error> {
        match replace(&mut lock(&self.inner).stage, Stage::Taken) {
            Stage::Ended(result) => result,
            _ => unreachable!("a job is asked once, and after it has ended"),
        }
    }

    /// Says what came of it; hands that back if nobody waits.
    pub(super) fn end(&self, result: Result<R, Error>) -> Option<Result<R, Error>> {
        let waker = {
            let mut inner = lock(&self.inner);
            if let Stage::Left = inner.stage {
                return Some(result);
            }
            inner.stage = Stage::Ended(result);
            inner.waker.take()
        };
        self.has_ended.store(1, Ordering::Release);
        if let Some(waker) = waker {
            contained(|| waker.wake());
        }
        None
    }

    /// Gives the job up, of which nobody else does.
    pub(super) fn give_up(&self, job: &dyn Awaited<R>) {
        let pool = job.link().pool();
        let (dropped, queued, waker) = {
            let mut inner = lock(&self.inner);
            let gone = if let Stage::AtWork = inner.stage {
                job.link().leave();
                pool.abandon();
                Stage::Left
            } else {
                Stage::Taken
            };
            (replace(&mut inner.stage, gone), inner.queued, inner.waker.take())
        };
        if let Stage::Waiting = dropped {
            if let Some(number) = queued {
                pool.forget(number);
            }
            job.discard();
        }
        contained(|| drop((dropped, waker)));
    }
}
