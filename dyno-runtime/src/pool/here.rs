//! What a thread knows of the job that it runs: the pools that the job came through, whether anybody still waits for it, and
//! whether the thread has been given back.

use std::cell::RefCell;
use std::sync::Arc;

use crate::pool::engine::{Engine, Queued};
use crate::pool::state::Next;
use crate::pool::worker::Shift;
use crate::sync::plain::{AtomicU64, Ordering};

/// How many jobs of a chain may be submitted into one another, where all of them run on one thread.
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

/// The place of a job in the chain of those that wait for one another.
pub(super) struct Link {
    /// Kept, so that no other has its address.
    pool: Arc<Engine>,
    is_left: AtomicU64,
    above: Option<Arc<dyn Linked>>,
    /// Whether it was submitted, so that whoever gives up above does not mean it.
    is_alone: bool,
    /// How many there are in the chain.
    depth: u32,
}

impl Link {
    /// Joins a job to the chain of this thread.
    pub(super) fn join(pool: &Arc<Engine>, is_alone: bool) -> Self {
        let above = current();
        let depth = above.as_ref().map_or(1, |above| above.link().depth + 1);
        Self { pool: pool.clone(), is_left: AtomicU64::new(0), above, is_alone, depth }
    }

    /// Whether there are so many in the chain that one more might be too many for the stack.
    #[cfg(feature = "command")]
    pub(super) fn is_deep(&self) -> bool {
        self.depth > DEEPEST
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
        let above = self.above.as_ref().filter(|_| !self.is_alone);
        self.is_left.load(Ordering::Relaxed) != 0 || above.is_some_and(|above| above.link().is_left())
    }

    fn came_through(&self, pool: &Engine) -> bool {
        std::ptr::eq(Arc::as_ptr(&self.pool), pool)
            || self.above.as_ref().is_some_and(|above| above.link().came_through(pool))
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
