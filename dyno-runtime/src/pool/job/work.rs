//! One job, as the thread sees that runs it: its work, the chain that it is in, and what comes of it. All in one allocation, because
//! there is one of them for each call.

use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Waker;

use super::{Awaited, GivesBack};
use crate::error::Error;
use crate::outcome::{contained, message};
use crate::pool::engine::Engine;
use crate::pool::here::{self, Link, Linked};
use crate::sync::plain::{AtomicU64 as Plain, Ordering::Relaxed};
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// What a thread runs.
pub(in crate::pool) trait Run: Linked {
    /// Runs it, unless nobody waits for it any more.
    fn run(self: Arc<Self>);

    /// Ends it unrun.
    fn refuse(self: Arc<Self>, error: Error);

    /// Sends it to its pool; `false` if it has ended by then, and nobody was woken.
    #[cfg(feature = "command")]
    fn send(self: Arc<Self>) -> bool;
}

pub(super) struct Job<R, W> {
    link: Link,
    outcome: Outcome<R>,
    /// Present until it has begun, or was given up.
    work: Mutex<Option<W>>,
}

/// How far a job is, and what came of it.
pub(super) struct Outcome<R> {
    /// What errors call it.
    name: Arc<str>,
    gives_back: GivesBack,
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

impl<R, W> Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    pub(super) fn new(engine: &Arc<Engine>, name: Arc<str>, gives_back: GivesBack, work: W) -> Arc<Self> {
        let inner = Inner { stage: Stage::Waiting, queued: None, waker: None };
        Arc::new(Self {
            link: Link::join(engine, gives_back == GivesBack::Later),
            outcome: Outcome {
                name,
                gives_back,
                is_inline: Plain::new(0),
                has_ended: AtomicU64::new(0),
                inner: Mutex::new(inner),
            },
            work: Mutex::new(Some(work)),
        })
    }

    /// Gives it to its pool.
    pub(super) fn offer(self: Arc<Self>) -> Result<(), Error> {
        let Some(number) = self.link.pool().offer(self.clone())? else { return Ok(()) };
        if self.outcome.is_queued_as(number) {
            return Ok(());
        }
        // Whoever gave it up meanwhile did not know of its place in the queue.
        self.link.pool().forget(number);
        Ok(())
    }

    /// Runs it on this thread, which is another's.
    pub(super) fn run_here(self: Arc<Self>) {
        self.outcome.is_inline.store(1, Relaxed);
        self.run();
    }

    /// Takes the work, unless it was given up.
    fn begin(&self) -> Option<W> {
        if self.outcome.begins() { lock(&self.work).take() } else { None }
    }
}

impl<R, W> Linked for Job<R, W>
where
    R: Send + 'static,
    W: Send + 'static,
{
    fn link(&self) -> &Link {
        &self.link
    }
}

impl<R, W> Run for Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    fn run(self: Arc<Self>) {
        let Some(work) = self.begin() else { return };
        // What whoever is woken does here is still done by this job.
        here::during(self.clone(), || {
            let result = catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
                let message = message(&*panic).into();
                // What was thrown is the user's as well, and may panic once more.
                contained(|| drop(panic));
                Error::Panicked { name: self.outcome.name.clone(), message }
            });
            self.gives_back(result.is_err());
            self.end(result);
        });
    }

    fn refuse(self: Arc<Self>, error: Error) {
        let Some(work) = self.begin() else { return };
        contained(|| drop(work));
        self.end(Err(error));
    }

    #[cfg(feature = "command")]
    fn send(self: Arc<Self>) -> bool {
        if !self.outcome.is_waiting() {
            return true;
        }
        let pool = self.link.pool();
        let is_sent = if here::came_through(pool) {
            pool.offer_to_free(self.clone())
        } else {
            self.clone().offer().map(|()| true)
        };
        let error = match is_sent {
            Ok(true) => return true,
            Ok(false) if self.link.is_deep() => Some(pool.full()),
            Ok(false) => None,
            Err(error) => Some(error),
        };
        self.outcome.wakes_nobody();
        match error {
            Some(error) => self.refuse(error),
            None => self.run_here(),
        }
        false
    }
}

impl<R, W> Awaited<R> for Job<R, W>
where
    R: Send + 'static,
    W: FnOnce() -> R + Send + 'static,
{
    fn outcome(&self) -> &Outcome<R> {
        &self.outcome
    }

    fn discard(&self) {
        let work = lock(&self.work).take();
        contained(|| drop(work));
    }
}

impl<R, W> Job<R, W> {
    /// Gives the thread back, where that is not for whoever is woken to do.
    fn gives_back(&self, has_panicked: bool) {
        if self.outcome.is_inline() {
            return;
        }
        here::has_ended();
        if has_panicked {
            here::release_for_good();
        } else if self.outcome.gives_back == GivesBack::AtEnd && !self.outcome.is_left() {
            here::release();
        }
    }

    fn end(&self, result: Result<R, Error>) {
        if let Some(left) = self.outcome.end(result) {
            // What it returned is the user's, and may panic.
            contained(|| drop(left));
            self.link.pool().come_back();
        }
    }
}

impl<R> Outcome<R> {
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire) != 0
    }

    pub(super) fn is_inline(&self) -> bool {
        self.is_inline.load(Relaxed) != 0
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(lock(&self.inner).stage, Stage::Waiting)
    }

    fn is_left(&self) -> bool {
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
    fn wakes_nobody(&self) {
        let waker = lock(&self.inner).waker.take();
        drop(waker);
    }

    /// Keeps its number in the queue; `false` if it was given up.
    fn is_queued_as(&self, number: u64) -> bool {
        let mut inner = lock(&self.inner);
        inner.queued = Some(number);
        !matches!(inner.stage, Stage::Taken)
    }

    fn begins(&self) -> bool {
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
    fn end(&self, result: Result<R, Error>) -> Option<Result<R, Error>> {
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
