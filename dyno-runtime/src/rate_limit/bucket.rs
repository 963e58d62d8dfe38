//! One bucket in one word, and the pace that all buckets of a limit have, which may change at any moment.

use crate::rate_limit::state::{Pace, Ticks, Turn};
use crate::sync::{AtomicU64, Ordering};

/// A bucket: its theoretical arrival time. A new one is full.
#[derive(Debug, Default)]
pub(crate) struct Bucket(AtomicU64);

impl Bucket {
    /// Takes a turn if it comes within the `patience` of whoever asks, or tells how long it would be until one.
    #[inline]
    pub(crate) fn take(
        &self,
        live: &LivePace,
        now: Ticks,
        patience: impl Fn(&Pace) -> Ticks,
    ) -> Result<(Turn, Pace), Ticks> {
        let mut arrival = self.0.load(Ordering::Relaxed);
        loop {
            let (pace, revision) = live.read();
            let turn = pace.turn(arrival, now);
            if turn.delay > patience(&pace) {
                return Err(turn.delay);
            }
            // Whoever comes after a change of pace was made to this word sees that change.
            match self.0.compare_exchange_weak(arrival, turn.after, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) if live.revision() == revision => return Ok((turn, pace)),
                Ok(_) => {
                    self.bound(&live.read().0, now);
                    return Ok((turn, pace));
                }
                Err(found) => arrival = found,
            }
        }
    }

    /// Gives a turn back that was not used, unless somebody came after it: tells whether it could.
    pub(crate) fn give_back(&self, turn: Turn, pace: &Pace) -> bool {
        let before = turn.after.saturating_sub(pace.interval);
        self.0.compare_exchange(turn.after, before, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Goes over from one pace to another.
    pub(crate) fn take_over(&self, pace: &Pace, now: Ticks, before: &Pace) {
        let change = |arrival| Some(pace.taken_over(arrival, now, before));
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, change);
    }

    /// How many may pass at once.
    pub(crate) fn available(&self, pace: &Pace, now: Ticks) -> u32 {
        pace.available(self.0.load(Ordering::Relaxed), now)
    }

    /// Whether it is as full as one that was never used.
    pub(crate) fn is_full(&self, now: Ticks) -> bool {
        self.0.load(Ordering::Relaxed) <= now
    }

    #[cold]
    fn bound(&self, pace: &Pace, now: Ticks) {
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |arrival| Some(pace.bounded(arrival, now)));
    }
}

/// The pace as it is now, read without a lock: whoever finds that it was being changed reads it again.
#[derive(Debug)]
pub(crate) struct LivePace {
    /// Odd while it is being changed.
    revision: AtomicU64,
    interval: AtomicU64,
    tolerance: AtomicU64,
    patience: AtomicU64,
}

impl LivePace {
    pub(crate) fn new(Pace { interval, tolerance, patience }: Pace) -> Self {
        Self {
            revision: AtomicU64::new(0),
            interval: AtomicU64::new(interval),
            tolerance: AtomicU64::new(tolerance),
            patience: AtomicU64::new(patience),
        }
    }

    /// Reads it, and which revision it is.
    #[inline]
    pub(crate) fn read(&self) -> (Pace, u64) {
        loop {
            let revision = self.revision();
            // Acquire, so that whoever reads something new finds a new revision behind it.
            let [interval, tolerance, patience] =
                [&self.interval, &self.tolerance, &self.patience].map(|word| word.load(Ordering::Acquire));
            if revision % 2 == 0 && self.revision.load(Ordering::Relaxed) == revision {
                return (Pace { interval, tolerance, patience }, revision);
            }
            crate::sync::hint::spin_loop();
        }
    }

    /// Tells whether anybody may wait.
    #[cfg(feature = "command")]
    pub(crate) fn may_wait(&self) -> bool {
        self.patience.load(Ordering::Relaxed) != 0
    }

    /// Changes it. Under a lock of the caller's.
    pub(crate) fn change(&self, pace: Pace) {
        let revision = self.revision.load(Ordering::Relaxed);
        self.revision.store(revision + 1, Ordering::Relaxed);
        self.interval.store(pace.interval, Ordering::Release);
        self.tolerance.store(pace.tolerance, Ordering::Release);
        self.patience.store(pace.patience, Ordering::Release);
        self.revision.store(revision + 2, Ordering::Release);
    }

    #[inline]
    fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }
}
