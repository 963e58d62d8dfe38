//! The one that looks: once a second it takes one snapshot, which all who watch share. Why: ten readers must cost the guarded process
//! no more than one.

mod past;
mod tick;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use dyno::Registry;
use tokio::sync::{Semaphore, watch};

pub(crate) use self::past::{History, Past, Recent};
pub(crate) use self::tick::{Seen, Tick, Traffic, unix_milliseconds};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looking takes at most one part in so many of a processor: where there are very many commands it looks less often.
const SHARE: u32 = 20;

/// How long it rests at most: what is shown is of now also where looking takes long, as on a machine that has too much to do.
const LONGEST: Duration = Duration::from_secs(5);

/// How soon after a look it may look again because something was changed.
const BREATH: Duration = Duration::from_millis(100);

/// How many streams there may be at once.
pub(crate) const STREAMS: usize = 32;

/// The one of this process, as long as somebody holds it.
static SHARED: Mutex<Weak<Sampler>> = Mutex::new(Weak::new());

/// Takes snapshots, as long as somebody holds it.
#[derive(Debug)]
pub(crate) struct Sampler {
    latest: watch::Sender<Option<Arc<Tick>>>,
    past: Mutex<Past>,
    streams: Arc<Semaphore>,
    thread: OnceLock<Thread>,
    /// Whether something was changed that all who watch want to see before the next look is due.
    is_urged: AtomicBool,
}

impl Sampler {
    /// Gives that of this process, which begins now if nobody held it.
    pub(crate) fn shared() -> Arc<Self> {
        let mut shared = lock(&SHARED);
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let new = Arc::new(Self {
            latest: watch::Sender::new(None),
            past: Mutex::default(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            thread: OnceLock::new(),
            is_urged: AtomicBool::new(false),
        });
        *shared = Arc::downgrade(&new);
        let weak = Arc::downgrade(&new);
        // A thread of its own: what is guarded neither waits for it, nor keeps it from looking when all others are busy.
        match thread::Builder::new().name("dyno-dashboard".to_owned()).spawn(move || run(&weak)) {
            Ok(running) => _ = new.thread.set(running.thread().clone()),
            Err(error) => tracing::error!(target: "dyno", %error, "the dashboard has no thread to look from"),
        }
        new
    }

    /// Follows the snapshots; whoever is slow sees the latest and misses those between.
    pub(crate) fn follow(&self) -> watch::Receiver<Option<Arc<Tick>>> {
        let mut latest = self.latest.subscribe();
        latest.mark_changed();
        latest
    }

    /// Gives the latest snapshot, for the first of which it waits. Cancel safe.
    pub(crate) async fn latest(&self) -> Arc<Tick> {
        let mut latest = self.follow();
        loop {
            if let Some(tick) = latest.borrow_and_update().clone() {
                return tick;
            }
            // The sender is ours.
            _ = latest.changed().await;
        }
    }

    /// Gives what is remembered.
    pub(crate) fn past(&self) -> MutexGuard<'_, Past> {
        lock(&self.past)
    }

    /// Has the places of streams.
    pub(crate) fn streams(&self) -> &Arc<Semaphore> {
        &self.streams
    }

    /// Has it look as soon as it may.
    pub(crate) fn look_soon(&self) {
        self.is_urged.store(true, Ordering::Release);
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Looks once, and tells after what time to look again.
    fn look(&self) -> Duration {
        let began = Instant::now();
        let events_after = self.past().last_event();
        let (events, snapshot) = (dyno::events(events_after), dyno::snapshot());
        let overrides = Registry::global().settings().overrides();
        let every = EVERY.max(rest(began.elapsed()));
        let tick = self.past().remember(snapshot, events, overrides, every);
        self.latest.send_replace(Some(Arc::new(tick)));
        every.max(rest(began.elapsed()))
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }
}

fn run(sampler: &Weak<Sampler>) {
    let mut next = Instant::now();
    while let Some(held) = sampler.upgrade() {
        let began = Instant::now();
        // What is changed from here on may not be seen.
        held.is_urged.store(false, Ordering::Release);
        // The next look may go well.
        let every = catch_unwind(AssertUnwindSafe(|| held.look())).unwrap_or_else(|_| {
            tracing::error!(target: "dyno", "the dashboard could not take a snapshot");
            EVERY
        });
        // Where a look takes long, more of them would take more than their share.
        let soonest = Instant::now() + BREATH.max(rest(began.elapsed()));
        drop(held);
        // In step with the clock, unless it has fallen behind; one that was urged is between two that are due.
        if next <= began {
            next = (next + every).max(Instant::now());
        }
        while let Some(left) = next.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let Some(held) = sampler.upgrade() else { return };
            let is_urged = held.is_urged.load(Ordering::Acquire);
            drop(held);
            let left = if is_urged { soonest.saturating_duration_since(Instant::now()).min(left) } else { left };
            if left.is_zero() {
                break;
            }
            thread::park_timeout(left);
        }
    }
}

/// How long to rest after a look that took so long.
fn rest(took: Duration) -> Duration {
    (took * SHARE).min(LONGEST)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Duration, rest};

    #[test]
    fn it_takes_its_share_and_never_rests_for_long() {
        let cases = [(0, 0), (40, 800), (100, 2_000), (250, 5_000), (1_200, 5_000), (60_000, 5_000)];
        for (took, rests) in cases {
            assert_eq!(rest(Duration::from_millis(took)), Duration::from_millis(rests), "{took}");
        }
    }
}
