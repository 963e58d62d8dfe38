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
        self.look_unless(&IS_TAKEN, has_come)
    }

    fn look_unless(&self, is_taken: &AtomicBool, has_come: impl Fn() -> bool) -> bool {
        // Time does not pass in a model.
        if cfg!(dyno_loom) || !self.is_worth_it() || is_taken.swap(true, Relaxed) {
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
        is_taken.store(false, Relaxed);
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

#[cfg(all(test, not(dyno_loom)))]
mod tests {
    use std::cell::Cell;

    use super::{AtomicBool, Lingering, SELDOM};

    #[test]
    fn where_it_was_in_vain_it_is_seldom_tried() {
        let (lingering, is_taken, looks) = (Lingering::default(), AtomicBool::new(false), Cell::new(0_u64));
        let rests = |comes: bool| {
            let before = looks.get();
            let came = lingering.look_unless(&is_taken, || {
                looks.set(looks.get() + 1);
                comes
            });
            (came, looks.get() > before)
        };
        assert_eq!(rests(false), (false, true));
        for _ in 1..SELDOM {
            assert_eq!(rests(true), (false, false));
        }
        for _ in 0..100 {
            assert_eq!(rests(true), (true, true));
        }
        is_taken.store(true, super::Relaxed);
        assert_eq!(rests(true), (false, false));
        is_taken.store(false, super::Relaxed);
        assert_eq!(rests(true), (true, true));
    }
}
