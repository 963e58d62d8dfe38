//! What a thread knows of the job that it runs: the pools that the job came through, whether anybody still waits for it, and
//! whether the thread has been given back.

use std::cell::RefCell;
use std::sync::Arc;

use crate::pool::engine::{Engine, Queued};
use crate::pool::state::Next;
use crate::pool::worker::Shift;
use crate::sync::plain::{AtomicU64, Ordering};
use crate::sync::{Mutex, lock};

/// How many jobs of a chain may be under way at once, where all of them run on one thread.
#[cfg(feature = "command")]
const DEEPEST: u32 = 64;

thread_local! {
    static CHAIN: RefCell<Option<Arc<dyn Linked>>> = const { RefCell::new(None) };
    static SHIFT: RefCell<Option<Shift>> = const { RefCell::new(None) };
}

/// What is part of a chain.
pub(super) trait Linked: Send + Sync {
    fn link(&self) -> &Link;
}

/// The place of a job in the chain of those that may wait for one another.
pub(super) struct Link {
    /// Kept, so that no other has its address.
    pool: Arc<Engine>,
    is_left: AtomicU64,
    /// Whether its thread is done with it.
    is_over: AtomicU64,
    above: Mutex<Option<Arc<dyn Linked>>>,
    /// Whether it was submitted, so that whoever gives up above does not mean it.
    is_alone: bool,
}

impl Link {
    /// Joins a job to the chain of this thread.
    pub(super) fn join(pool: &Arc<Engine>, is_alone: bool) -> Self {
        let above = current();
        // Each that joins lets go of all that are over, so that the chain is never longer than what is under way.
        if let Some(above) = &above {
            above.link().each_above(|_| false);
        }
        let (is_left, is_over, above) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(above));
        Self { pool: pool.clone(), is_left, is_over, above, is_alone }
    }

    /// Whether there are so many in the chain that one more might be too many for the stack.
    #[cfg(feature = "command")]
    pub(super) fn is_deep(&self) -> bool {
        let mut depth = 1;
        self.each_above(|_| {
            depth += 1;
            depth > DEEPEST
        })
    }

    /// The pool that it goes to.
    pub(super) fn pool(&self) -> &Arc<Engine> {
        &self.pool
    }

    /// Notes that nobody waits for it any more.
    pub(super) fn leave(&self) {
        self.is_left.store(1, Ordering::Relaxed);
    }

    /// Whether nobody waits for it, or for one that waits for it.
    fn is_left(&self) -> bool {
        let is_left = |link: &Self| link.is_left.load(Ordering::Relaxed) != 0;
        let mut goes_on = !self.is_alone;
        let by_above = |link: &Self| {
            let found = goes_on && is_left(link);
            goes_on &= !link.is_alone;
            found
        };
        is_left(self) || self.each_above(by_above)
    }

    fn came_through(&self, pool: &Engine) -> bool {
        let is_of = |link: &Self| std::ptr::eq(Arc::as_ptr(&link.pool), pool);
        is_of(self) || self.each_above(is_of)
    }

    /// Tells whether it is `found` among those above that are under way, the next one first.
    fn each_above(&self, mut found: impl FnMut(&Self) -> bool) -> bool {
        let mut next = self.above();
        while let Some(above) = next {
            if found(above.link()) {
                return true;
            }
            next = above.link().above();
        }
        false
    }

    /// The next above that is under way. Those that are over wait for nobody, and are let go of.
    fn above(&self) -> Option<Arc<dyn Linked>> {
        let mut above = lock(&self.above);
        while let Some(over) = above.take_if(|above| above.link().is_over.load(Ordering::Relaxed) != 0) {
            *above = over.link().above();
        }
        above.clone()
    }
}

/// Does what a job does, as part of its chain.
pub(super) fn during<R>(job: Arc<dyn Linked>, work: impl FnOnce() -> R) -> R {
    struct Restore(Option<Arc<dyn Linked>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CHAIN.replace(self.0.take());
        }
    }
    struct Over(Arc<dyn Linked>);
    impl Drop for Over {
        fn drop(&mut self) {
            self.0.link().is_over.store(1, Ordering::Relaxed);
        }
    }
    let _over = Over(job.clone());
    let _restore = Restore(CHAIN.replace(Some(job)));
    work()
}

/// Tells whether this thread runs a job of this pool, or one that such a job waits for: a further one would wait for itself.
pub(super) fn came_through(pool: &Engine) -> bool {
    CHAIN.try_with(|job| job.borrow().as_ref().is_some_and(|job| job.link().came_through(pool))).unwrap_or(false)
}

/// Tells whether the job that runs here has been given up: its time was up, it was cancelled, or its waiter was dropped. Work
/// that takes long asks from time to time and returns; what it returns is dropped. `false` outside of a pool.
///
/// ```
/// use std::time::Duration;
/// use dyno::command;
///
/// #[command(timeout = 20ms, fallback = 0)]
/// fn rounds() -> Result<u32, dyno::Error> {
///     for round in 0.. {
///         if dyno::cancelled() {
///             return Ok(round); // nobody will see it
///         }
///         std::thread::yield_now();
///     }
///     unreachable!()
/// }
///
/// assert_eq!(rounds().unwrap(), 0);
/// ```
#[must_use]
pub fn cancelled() -> bool {
    CHAIN.try_with(|job| job.borrow().as_ref().is_some_and(|job| job.link().is_left())).unwrap_or(false)
}

fn current() -> Option<Arc<dyn Linked>> {
    CHAIN.try_with(|job| job.borrow().clone()).ok().flatten()
}

/// Makes this thread one of a pool, for as long as this is held.
#[must_use]
pub(super) fn begin(shift: Shift) -> OnShift {
    SHIFT.set(Some(shift));
    OnShift
}

/// A thread that is one of a pool's.
pub(super) struct OnShift;

impl Drop for OnShift {
    fn drop(&mut self) {
        SHIFT.take();
    }
}

/// Ends the job that ran here, and tells what the thread does next.
pub(super) fn turn() -> Option<Next<Queued>> {
    with_shift(Shift::turn).flatten()
}

/// Notes that the work of its job has ended, so that this thread may be given back from now on.
pub(super) fn has_ended() {
    let _ = with_shift(Shift::has_ended);
}

/// Gives this thread back to its pool, although what it runs has still to wake others: whoever is woken must find it free. Nothing
/// that takes long may follow, and no user code but wakers. Does nothing while the work of a job is under way.
pub(crate) fn release() {
    let _ = with_shift(Shift::release);
}

/// The same, to be replaced by another thread, because its job has panicked.
pub(super) fn release_for_good() {
    // Told when nothing is borrowed any more: it ends jobs for which there is no thread, and whoever is woken may release as well.
    if let Some(engine) = with_shift(Shift::leaves) {
        engine.lose();
    }
}

fn with_shift<R>(act: impl FnOnce(&mut Shift) -> R) -> Option<R> {
    // A thread that is ending is nobody's any more.
    SHIFT.try_with(|shift| shift.borrow_mut().as_mut().map(act)).ok().flatten()
}

/// Tells whether this is a thread of a pool, at work.
pub(super) fn is_at_work() -> bool {
    SHIFT.try_with(|shift| shift.borrow().is_some()).unwrap_or(false)
}
