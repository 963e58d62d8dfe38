//! Whether a thread that has nothing to do stays awake for the next job. A processor that has gone to sleep takes ten times as long to wake
//! as most jobs take to come, where whoever submits them waits for each.

use std::thread::yield_now;
use std::time::{Duration, Instant};

use crate::sync::plain::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// So long, at most.
const LONGEST: Duration = Duration::from_micros(100);

/// Once in so many rests it is tried where it was in vain the last time.
const SELDOM: u64 = 16;

/// Somebody lingers: one thread of all pools, so that no more than one processor is kept from sleep.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

/// What a pool has learned of it.
#[derive(Debug, Default)]
pub(super) struct Lingering {
    /// How many rests from now on are not worth it.
    skips: AtomicU64,
}

impl Lingering {
    /// Looks whether something has come, and lets others have the processor in between; or does not look at all.
    pub(super) fn look(&self, has_come: impl Fn() -> bool) -> bool {
        // Time does not pass in a model.
        if cfg!(dyno_loom) || !self.is_worth_it() || IS_TAKEN.swap(true, Relaxed) {
            return false;
        }
        let began = Instant::now();
        let came = loop {
            if has_come() {
                break true;
            }
            if began.elapsed() > LONGEST {
                break false;
            }
            yield_now();
        };
        IS_TAKEN.store(false, Relaxed);
        self.skips.store(if came { 0 } else { SELDOM - 1 }, Relaxed);
        came
    }

    /// Tells whether what was learned lasts: that it was in vain holds for some rests. Threads that count at once may lose one.
    fn is_worth_it(&self) -> bool {
        let skips = self.skips.load(Relaxed);
        if skips > 0 {
            self.skips.store(skips - 1, Relaxed);
        }
        skips == 0
    }
}
