//! One job, as whoever waits for it sees it: they are at most one, and may give up at any time.

mod outcome;
mod work;

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use self::outcome::Outcome;
use self::work::Job;
pub(super) use self::work::Run;
use crate::error::{Error, NoThread};
use crate::pool::engine::Engine;
use crate::pool::here;
use crate::sync::{look_for_a_while, park, waker_of_this_thread};

/// The waiter's end of a job. Dropped, it gives the job up: one that has not begun never will.
pub(crate) struct JobHandle<R> {
    job: Arc<dyn Awaited<R>>,
    /// Whether nobody waits, and it goes on all the same.
    is_detached: bool,
}

/// A job, whatever its work is.
trait Awaited<R>: Run {
    fn outcome(&self) -> &Outcome<R>;

    /// Drops work that will never begin.
    fn discard(&self);
}

/// When the thread of a job is given back to its pool: before whoever waits is woken, who must find it free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GivesBack {
    /// When the work has ended.
    AtEnd,
    /// By [`here::release`]: whoever waits does its own work on the thread when it is woken.
    Later,
}

/// A job on its way to its pool: whoever waits for it is ready to be woken when this is sent. What a job of the same pool sends is
/// taken by a thread that is free, or run on the spot: in the queue it might be waited for by the very thread that should run it.
#[cfg(feature = "command")]
#[must_use = "a job runs when it is sent"]
pub(crate) struct Letter(Arc<dyn Run>);

#[cfg(feature = "command")]
impl Letter {
    /// Sends it; `false` if it has ended by then, because there is no room or it was run here, and nobody was woken.
    pub(crate) fn send(&self) -> bool {
        self.0.clone().send()
    }
}

/// Gives a pool something to do that nobody waits for.
///
/// # Errors
///
/// [`Error::Full`], [`Error::NoThread`].
#[cfg(feature = "command")]
pub(crate) fn detached(engine: &Arc<Engine>, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let mut handle = JobHandle::begin(engine, engine.name().clone(), work)?;
    handle.is_detached = true;
    Ok(())
}

impl<R: Send + 'static> JobHandle<R> {
    /// Gives a pool something to do, or does it here: a job that came through this pool already would wait for itself.
    ///
    /// # Errors
    ///
    /// [`Error::Full`], [`Error::NoThread`], [`Error::Cancelled`] after a shutdown.
    pub(crate) fn begin(
        engine: &Arc<Engine>,
        name: Arc<str>,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<Self, Error> {
        let job = Job::new(engine, name, GivesBack::AtEnd, work);
        if here::came_through(engine) {
            job.clone().run_here();
        } else {
            job.clone().offer()?;
        }
        Ok(Self { job, is_detached: false })
    }

    /// Makes a job that a task waits for, which does its own work on the thread when it is woken: first that is polled, then the letter is
    /// sent.
    #[cfg(feature = "command")]
    pub(crate) fn unsent(
        engine: &Arc<Engine>,
        name: Arc<str>,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> (Self, Letter) {
        let job = Job::new(engine, name, GivesBack::Later, work);
        (Self { job: job.clone(), is_detached: false }, Letter(job))
    }
}

impl<R> JobHandle<R> {
    /// Tells whether it ran on the thread that began it.
    pub(crate) fn is_inline(&self) -> bool {
        self.job.outcome().is_inline()
    }

    /// Tells that the system has no room for a thread that it needs.
    pub(crate) fn no_thread(&self, problem: &io::Error) -> Error {
        Error::from(NoThread { name: self.job.link().pool().name().clone(), problem: problem.to_string().into() })
    }

    /// Looks for its end for a while: to park and to be woken costs more than most jobs take. Tells whether it has come.
    pub(crate) fn spin(&self) -> bool {
        let outcome = self.job.outcome();
        look_for_a_while(|| outcome.has_ended())
    }

    /// Tells whether it still waits for a thread.
    pub(crate) fn is_waiting(&self) -> bool {
        self.job.outcome().is_waiting()
    }

    /// Blocks the thread until it has ended (`true`), or nothing is left; `None` of that is for ever.
    pub(crate) fn block(&self, left: impl Fn() -> Option<Duration>) -> bool {
        let outcome = self.job.outcome();
        if self.spin() || outcome.is_awaited_by(waker_of_this_thread) {
            return true;
        }
        loop {
            if outcome.has_ended() {
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
        self.job.outcome().take()
    }
}

impl<R> Future for JobHandle<R> {
    type Output = Result<R, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<R, Error>> {
        let outcome = self.job.outcome();
        if outcome.is_awaited_by(|| Waker::clone(cx.waker())) { Poll::Ready(outcome.take()) } else { Poll::Pending }
    }
}

impl<R> Drop for JobHandle<R> {
    fn drop(&mut self) {
        if !self.is_detached {
            self.job.outcome().give_up(&*self.job);
        }
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use std::sync::Arc;

    use loom::thread;

    use super::{GivesBack, Job, JobHandle, Run};
    use crate::clock::Clock;
    use crate::pool::engine::Engine;
    use crate::pool::settings::PoolSettings;
    use crate::sync::plain::{AtomicU64, Ordering};

    /// Makes a job that counts its runs, and notes by dropping what it returns.
    fn job(ran: &Arc<AtomicU64>) -> (Arc<Engine>, Arc<dyn Run>, JobHandle<Arc<()>>, Arc<()>) {
        let engine = Engine::new("loom".into(), Clock::default(), PoolSettings::default());
        let (returned, ran) = (Arc::new(()), ran.clone());
        let gives = returned.clone();
        let work = move || {
            ran.fetch_add(1, Ordering::Relaxed);
            gives
        };
        let job = Job::new(&engine, "loom".into(), GivesBack::AtEnd, work);
        (engine, job.clone(), JobHandle { job, is_detached: false }, returned)
    }

    #[test]
    fn loom_whoever_waits_gets_the_result() {
        loom::model(|| {
            let (_, job, handle, returned) = job(&Arc::default());
            let worker = thread::spawn(move || job.run());
            assert!(handle.block(|| None));
            assert!(Arc::ptr_eq(&handle.take().unwrap(), &returned));
            worker.join().unwrap();
        });
    }

    #[test]
    fn loom_whoever_gives_up_leaves_nothing_behind() {
        loom::model(|| {
            let ran = Arc::new(AtomicU64::new(0));
            let (engine, job, handle, returned) = job(&ran);
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
