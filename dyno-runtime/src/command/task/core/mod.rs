//! What all handles of a task share with its runner: how far it is, what came of it, and who waits.

mod answers;
#[cfg(all(test, dyno_loom))]
mod tests;
mod work;

use std::fmt;
use std::future::{Future, poll_fn};
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::{AbortHandle, unconstrained};

pub(super) use self::work::{Work, WorkName};
use crate::clock::Deadline;
use crate::command::task::cause::Cancel;
use crate::command::task::claim::Place;
#[cfg(feature = "pool")]
use crate::command::task::driver::is_woken_here;
use crate::command::task::runner::Surroundings;
use crate::command::task::waiting::{Ended, Key, Waiters};
use crate::error::{Cancelled, Error, Panicked, Timeout};
use crate::outcome::{contained, message};
#[cfg(feature = "pool")]
use crate::pool::{Letter, Turn, release};
use crate::sync::{AtomicU64, Mutex, Ordering, lock, look_for_a_while};

pub(super) struct Core<O> {
    /// What the work is called until a guarded call says better.
    name: WorkName,
    around: Surroundings,
    runtime: Option<Handle>,
    abort: OnceLock<AbortHandle>,
    /// For whoever looks for its end without the lock.
    has_ended: AtomicU64,
    /// Whose turn it is to poll what no runtime does.
    #[cfg(feature = "pool")]
    pub(super) turn: Turn,
    inner: Mutex<Inner<O>>,
}

struct Inner<O> {
    phase: Phase,
    /// Present while nobody polls it.
    work: Option<Work<O>>,
    /// Why it is being cancelled.
    cancelled: Option<Error>,
    /// What dyno did to it, once it has ended.
    error: Option<Error>,
    result: Option<Result<O, Error>>,
    waiters: Waiters,
    spent: Spent<O>,
}

/// What has ended, and is only freed with the task: mostly by the thread that made it.
struct Spent<O> {
    work: Option<Work<O>>,
    #[cfg(feature = "pool")]
    letter: Option<Letter>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    NotStarted,
    /// On some thread, between two awaits.
    AtWork,
    Awaiting,
    Ended,
}

impl<O> Core<O> {
    pub(super) fn new(name: WorkName, work: Work<O>, runtime: Option<Handle>) -> Self {
        let (phase, waiters, spent) = (Phase::NotStarted, Waiters::default(), Spent::default());
        let inner = Inner { phase, work: Some(work), cancelled: None, error: None, result: None, waiters, spent };
        let (around, abort, has_ended) = (Surroundings::here(), OnceLock::new(), AtomicU64::new(0));
        Self {
            name,
            around,
            runtime,
            abort,
            has_ended,
            #[cfg(feature = "pool")]
            turn: Turn::default(),
            inner: Mutex::new(inner),
        }
    }

    /// Tells tasks apart.
    #[cfg(feature = "pool")]
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    pub(super) fn runs_as(&self, abort: AbortHandle) {
        let _ = self.abort.set(abort);
    }

    /// Takes the work, to be polled once; `None` when there is no more.
    pub(super) fn begin(&self) -> Option<Work<O>> {
        let mut inner = lock(&self.inner);
        let work = inner.work.take()?;
        inner.phase = Phase::AtWork;
        Some(work)
    }

    /// Polls the work once, and tells whether it has ended.
    pub(super) fn step(&self, cx: &mut Context<'_>) -> Poll<()> {
        // Whoever cancelled it has taken it.
        let Some(mut work) = self.begin() else { return Poll::Ready(()) };
        let result = match catch_unwind(AssertUnwindSafe(|| self.poll(&mut work, cx))) {
            Ok(Poll::Pending) => {
                self.rest(work);
                return Poll::Pending;
            }
            Ok(Poll::Ready(result)) => result,
            Err(panic) => {
                let error = Error::from(Panicked { name: self.name(), message: message(&*panic).into() });
                // What was thrown is the user's, and may panic once more.
                contained(|| drop(panic));
                Err(error)
            }
        };
        self.end(Some(work), result);
        Poll::Ready(())
    }

    /// Puts the work back, which awaits something; or drops it, if it was cancelled meanwhile.
    fn rest(&self, work: Work<O>) {
        let mut inner = lock(&self.inner);
        match inner.cancelled.clone() {
            None => {
                inner.work = Some(work);
                inner.phase = Phase::Awaiting;
            }
            Some(error) => {
                drop(inner);
                self.end(Some(work), Err(error));
            }
        }
    }

    /// Keeps a job that was sent.
    #[cfg(feature = "pool")]
    pub(super) fn keeps(&self, letter: Letter) {
        let before = lock(&self.inner).spent.letter.replace(letter);
        drop(before);
    }

    /// Drops what is left of the work, then says what came of it: whoever cancelled it has the last word.
    pub(super) fn end(&self, mut work: Option<Work<O>>, result: Result<O, Error>) {
        if let Some(work) = &mut work {
            // Whoever ends it is not to blame for a panic in there, and the waiters must be woken all the same.
            contained(|| self.around.during(|| work.leave()));
        }
        // Whoever sees that it has ended finds the thread free that the work was on.
        #[cfg(feature = "pool")]
        if is_woken_here(self.address()) {
            release();
        }
        let (waiters, discarded) = {
            let mut inner = lock(&self.inner);
            let (result, discarded) = match inner.cancelled.clone() {
                Some(error) => (Err(error), Some(result)),
                None => (result, None),
            };
            inner.phase = Phase::Ended;
            inner.spent.work = work;
            inner.error = result.as_ref().err().cloned();
            inner.result = Some(result);
            (take(&mut inner.waiters), discarded)
        };
        self.has_ended.store(1, Ordering::Release);
        contained(|| drop(discarded));
        waiters.wake();
    }

    /// Ends what nobody will ever poll again, unless it has ended.
    pub(super) fn abandon(&self) {
        let work = lock(&self.inner).work.take();
        if work.is_some() {
            let reason = "the runtime was shut down".into();
            self.end(work, Err(Error::from(Cancelled { name: self.name(), reason })));
        }
    }

    pub(super) fn cancel(&self, error: Error) -> Cancel {
        let (cancel, work) = {
            let mut inner = lock(&self.inner);
            let cancel = match inner.phase {
                _ if inner.cancelled.is_some() => return Cancel::AlreadyDone,
                Phase::Ended => return Cancel::AlreadyDone,
                Phase::NotStarted => Cancel::NotStarted,
                Phase::Awaiting => match self.around.note.place() {
                    Place::Nowhere => Cancel::Interrupted,
                    Place::InQueue => Cancel::NotStarted,
                    Place::OnThread => Cancel::Abandoned,
                },
                Phase::AtWork => Cancel::Abandoned,
            };
            inner.cancelled = Some(error.clone());
            (cancel, inner.work.take())
        };
        if work.is_some() {
            self.end(work, Err(error));
        }
        // The runtime has nothing to poll any more, or soon.
        if let Some(abort) = self.abort.get() {
            abort.abort();
        }
        cancel
    }

    /// What whoever does not wait any longer than `limit` gets.
    pub(super) fn late(&self, limit: Duration) -> Error {
        Error::from(Timeout { name: self.name(), limit, elapsed: limit })
    }

    /// Gives the result, once.
    pub(super) fn take(&self) -> Result<O, Error> {
        lock(&self.inner).result.take().expect("a task is asked once, and after it has ended")
    }

    pub(super) fn ended(&self) -> Ended<'_, O> {
        Ended::new(self)
    }

    pub(super) async fn wait(&self, limit: Duration) -> bool {
        let mut ended = pin!(self.ended());
        if poll_fn(|cx| Poll::Ready(ended.as_mut().poll(cx))).await.is_ready() {
            return true;
        }
        let timer = match Deadline::now().after(limit.into()).map(|deadline| self.timer(deadline)) {
            Some(None) => return self.is_completed(),
            timer => timer.flatten(),
        };
        let mut timer = pin!(timer.map(unconstrained));
        poll_fn(|cx| {
            if ended.as_mut().poll(cx).is_ready() {
                return Poll::Ready(true);
            }
            timer.as_mut().as_pin_mut().map_or(Poll::Pending, |timer| timer.poll(cx)).map(|()| false)
        })
        .await
    }

    pub(super) fn poll_ended(&self, key: &mut Key, cx: &mut Context<'_>) -> Poll<()> {
        // Wakers are those of any executor, and neither cloned nor dropped under the lock.
        let waker = cx.waker().clone();
        let replaced = {
            let mut inner = lock(&self.inner);
            if inner.phase == Phase::Ended {
                drop(inner);
                return Poll::Ready(());
            }
            inner.waiters.keep(key, waker)
        };
        drop(replaced);
        Poll::Pending
    }

    /// Looks for its end for a while, and tells whether it has come: to park and to be woken costs more than most jobs of a pool take.
    pub(super) fn spin(&self) -> bool {
        look_for_a_while(|| self.has_ended.load(Ordering::Acquire) != 0)
    }

    pub(super) fn forget(&self, key: &Key) {
        if key.is_free() {
            return;
        }
        let forgotten = lock(&self.inner).waiters.forget(key);
        drop(forgotten);
    }

    /// A timer, of the runtime at hand, else of the one that runs the task.
    fn timer(&self, deadline: Deadline) -> Option<tokio::time::Sleep> {
        deadline.timer().or_else(|| {
            let _inside = self.runtime.as_ref()?.enter();
            deadline.timer()
        })
    }
}

impl<O> Default for Spent<O> {
    fn default() -> Self {
        Self {
            work: None,
            #[cfg(feature = "pool")]
            letter: None,
        }
    }
}

impl<O> fmt::Debug for Core<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("name", &self.name)
            .field("phase", &lock(&self.inner).phase)
            .finish_non_exhaustive()
    }
}
