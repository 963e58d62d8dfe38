//! One job: work that waits in a queue, runs on a thread, and is waited for by at most one, who may give up at any time.

use std::future::Future;
use std::io;
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::error::Error;
use crate::outcome::{contained, message};
use crate::pool::engine::Engine;
use crate::pool::here::{self, Link};
use crate::sync::{AtomicU64, Mutex, Ordering, hint, lock, park, waker_of_this_thread};

/// How often a waiter looks before it parks.
const ROUNDS: u32 = if cfg!(dyno_loom) { 1 } else { 200 };

/// What a thread runs.
pub(super) trait Run: Send + Sync {
    /// Runs it, unless nobody waits for it any more.
    fn run(self: Arc<Self>);

    /// Ends it unrun.
    fn refuse(self: Arc<Self>, error: Error);
}

/// The waiter's end of a job. Dropped, it gives the job up: one that has not begun never will.
pub(crate) struct JobHandle<R> {
    job: Arc<Job<R>>,
    /// Its number in the queue, if it had to wait there.
    queued: Option<u64>,
    /// Whether nobody waits, and it goes on all the same.
    is_detached: bool,
}

/// When the thread of a job is given back to its pool: before whoever waits is woken, who must find it free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivesBack {
    /// When the work has ended.
    AtEnd,
    /// By [`here::release`]: whoever waits does its own work on the thread when it is woken.
    Later,
}

/// Gives a pool something to do that nobody waits for.
///
/// # Errors
///
/// [`Error::Full`], [`Error::NoThread`].
#[cfg(feature = "command")]
pub(crate) fn detached(engine: &Arc<Engine>, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let mut handle = JobHandle::begin(engine, engine.name().clone(), GivesBack::AtEnd, work)?;
    handle.is_detached = true;
    Ok(())
}

struct Job<R> {
    /// What errors call it.
    name: Arc<str>,
    engine: Arc<Engine>,
    link: Arc<Link>,
    /// `None` of one that another job waits for, on the thread of that.
    gives_back: Option<GivesBack>,
    has_ended: AtomicU64,
    inner: Mutex<Inner<R>>,
}

struct Inner<R> {
    stage: Stage<R>,
    waker: Option<Waker>,
}

enum Stage<R> {
    Waiting(Work<R>),
    AtWork,
    /// On a thread, and nobody waits.
    Left,
    Ended(Result<R, Error>),
    Taken,
}

type Work<R> = Box<dyn FnOnce() -> R + Send>;

impl<R: Send + 'static> JobHandle<R> {
    /// Gives a pool something to do, or does it here: a job that came through this pool already would wait for itself.
    pub(crate) fn begin(
        engine: &Arc<Engine>,
        name: Arc<str>,
        gives_back: GivesBack,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<Self, Error> {
        let is_inline = here::came_through(engine);
        let inner = Inner { stage: Stage::Waiting(Box::new(work)), waker: None };
        let job = Arc::new(Job {
            name,
            engine: engine.clone(),
            link: Link::join(engine, gives_back == GivesBack::Later),
            gives_back: (!is_inline).then_some(gives_back),
            has_ended: AtomicU64::new(0),
            inner: Mutex::new(inner),
        });
        if is_inline {
            job.clone().run();
            return Ok(Self { job, queued: None, is_detached: false });
        }
        let queued = engine.offer(job.clone())?;
        Ok(Self { job, queued, is_detached: false })
    }
}

impl<R> JobHandle<R> {
    /// Tells whether it ran on the thread that began it.
    pub(crate) fn is_inline(&self) -> bool {
        self.job.gives_back.is_none()
    }

    /// Tells that the system has no room for a thread that it needs.
    pub(crate) fn no_thread(&self, problem: &io::Error) -> Error {
        Error::NoThread { name: self.job.engine.name().clone(), problem: problem.to_string().into() }
    }

    /// Looks for its end for a while: to park and to be woken costs more than most jobs take. Tells whether it has come.
    pub(crate) fn spin(&self) -> bool {
        for _ in 0..ROUNDS {
            if self.job.has_ended() {
                return true;
            }
            hint::spin_loop();
        }
        false
    }

    /// Tells whether it still waits for a thread.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(lock(&self.job.inner).stage, Stage::Waiting(_))
    }

    /// Blocks the thread until it has ended (`true`), or nothing is left; `None` of that is for ever.
    pub(crate) fn block(&self, left: impl Fn() -> Option<Duration>) -> bool {
        if self.spin() || self.job.is_awaited_by(waker_of_this_thread) {
            return true;
        }
        loop {
            if self.job.has_ended() {
                return true;
            }
            match left() {
                Some(left) if left.is_zero() => return false,
                left => park(left),
            }
        }
    }

    /// Takes what came of it, after it has ended.
    pub(crate) fn take(self) -> Result<R, Error> {
        self.job.take()
    }
}

impl<R> Future for JobHandle<R> {
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<R, Error>> {
        if !self.job.is_awaited_by(|| cx.waker().clone()) {
            return Poll::Pending;
        }
        Poll::Ready(self.job.take())
    }
}

impl<R> Drop for JobHandle<R> {
    fn drop(&mut self) {
        if self.is_detached {
            return;
        }
        let job = &self.job;
        let (dropped, waker) = {
            let mut inner = lock(&job.inner);
            let dropped = match inner.stage {
                Stage::AtWork => {
                    job.link.leave();
                    job.engine.abandon();
                    replace(&mut inner.stage, Stage::Left)
                }
                _ => replace(&mut inner.stage, Stage::Taken),
            };
            (dropped, inner.waker.take())
        };
        if let (Stage::Waiting(_), Some(number)) = (&dropped, self.queued) {
            job.engine.forget(number);
        }
        contained(|| drop((dropped, waker)));
    }
}

impl<R> Job<R> {
    fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire) != 0
    }

    fn is_left(&self) -> bool {
        matches!(lock(&self.inner).stage, Stage::Left)
    }

    fn is_awaited(&self) -> bool {
        lock(&self.inner).waker.is_some()
    }

    /// Keeps whom to wake; `true` if it has ended.
    fn is_awaited_by(&self, waker: impl FnOnce() -> Waker) -> bool {
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

    /// Takes the work, unless it was given up.
    fn begin(&self) -> Option<Work<R>> {
        let mut inner = lock(&self.inner);
        match replace(&mut inner.stage, Stage::AtWork) {
            Stage::Waiting(work) => Some(work),
            given_up => {
                inner.stage = given_up;
                None
            }
        }
    }

    fn take(&self) -> Result<R, Error> {
        match replace(&mut lock(&self.inner).stage, Stage::Taken) {
            Stage::Ended(result) => result,
            _ => unreachable!("a job is asked once, and after it has ended"),
        }
    }

    fn end(&self, result: Result<R, Error>) {
        let (left, waker) = {
            let mut inner = lock(&self.inner);
            match inner.stage {
                Stage::Left => (Some(result), None),
                _ => {
                    inner.stage = Stage::Ended(result);
                    (None, inner.waker.take())
                }
            }
        };
        if left.is_some() {
            // What it returned is the user's, and may panic.
            contained(|| drop(left));
            return self.engine.come_back();
        }
        self.has_ended.store(1, Ordering::Release);
        if let Some(waker) = waker {
            contained(|| waker.wake());
        }
    }
}

impl<R: Send> Run for Job<R> {
    fn run(self: Arc<Self>) {
        let Some(work) = self.begin() else { return };
        let result = self.link.during(|| catch_unwind(AssertUnwindSafe(work))).map_err(|panic| {
            let message = message(&*panic).into();
            // What was thrown is the user's as well, and may panic once more.
            contained(|| drop(panic));
            Error::Panicked { name: self.name.clone(), message }
        });
        if let Some(gives_back) = self.gives_back {
            here::has_ended();
            match gives_back {
                _ if result.is_err() => here::release_for_good(),
                // Nobody waits for the thread.
                _ if self.is_left() => {}
                GivesBack::AtEnd => here::release(),
                // Nobody is woken here: whoever waits will look on a thread of its own.
                GivesBack::Later if !self.is_awaited() => here::release(),
                GivesBack::Later => {}
            }
        }
        // What whoever is woken does here is still done by this job.
        self.link.during(|| self.end(result));
    }

    fn refuse(self: Arc<Self>, error: Error) {
        let Some(work) = self.begin() else { return };
        contained(|| drop(work));
        self.end(Err(error));
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use std::sync::Arc;

    use loom::thread;

    use super::{GivesBack, Inner, Job, JobHandle, Run, Stage};
    use crate::clock::Clock;
    use crate::pool::engine::Engine;
    use crate::pool::here::Link;
    use crate::pool::settings::PoolSettings;
    use crate::sync::plain::{AtomicU64 as Plain, Ordering};
    use crate::sync::{AtomicU64, Mutex};

    /// Makes a job that counts its runs, and notes by dropping what it returns.
    fn job(ran: &Arc<Plain>) -> (Arc<Engine>, Arc<Job<Arc<()>>>, Arc<()>) {
        let engine = Engine::new("loom".into(), Clock::default(), PoolSettings::default());
        let (returned, ran) = (Arc::new(()), ran.clone());
        let gives = returned.clone();
        let work = Box::new(move || {
            ran.fetch_add(1, Ordering::Relaxed);
            gives
        });
        let job = Arc::new(Job {
            name: "loom".into(),
            link: Link::join(&engine, false),
            engine: engine.clone(),
            gives_back: Some(GivesBack::AtEnd),
            has_ended: AtomicU64::new(0),
            inner: Mutex::new(Inner { stage: Stage::Waiting(work), waker: None }),
        });
        (engine, job, returned)
    }

    #[test]
    fn loom_whoever_waits_gets_the_result() {
        loom::model(|| {
            let (_, job, returned) = job(&Arc::default());
            let handle = JobHandle { job: job.clone(), queued: None, is_detached: false };
            let worker = thread::spawn(move || job.run());
            assert!(handle.block(|| None));
            assert!(Arc::ptr_eq(&handle.take().unwrap(), &returned));
            worker.join().unwrap();
        });
    }

    #[test]
    fn loom_whoever_gives_up_leaves_nothing_behind() {
        loom::model(|| {
            let ran = Arc::new(Plain::new(0));
            let (engine, job, returned) = job(&ran);
            let handle = JobHandle { job: job.clone(), queued: None, is_detached: false };
            let worker = thread::spawn(move || job.run());
            drop(handle);
            worker.join().unwrap();
            let snapshot = engine.snapshot();
            assert_eq!(snapshot.abandoned, 0);
            assert!(snapshot.totals.abandoned <= ran.load(Ordering::Relaxed));
            assert_eq!(Arc::strong_count(&returned), 1);
        });
    }
}
