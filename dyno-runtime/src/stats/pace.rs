//! How often a thread reads the clock: every time, until what it times is so short and so frequent that one in 16 tells as much; and where more than a
//! hundred thousand come in a second, one in 64.

use crate::clock::Moment;
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// Where one comes within so many nanoseconds of another there are enough to time fewer.
const CROWDED: u64 = 10_000;

/// So many that wait, one after the other, make it likely that the next one does.
#[cfg(feature = "command")]
const ENOUGH: u64 = 8;

/// The pace of the thread that owns it.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// 0: time all; 1: time the next; else one more than how many are let go by.
    left: AtomicU64,
    /// When the last one was timed.
    last: AtomicU64,
    /// How many that one has told of.
    told_of: AtomicU64,
    /// How many have waited since.
    waited: AtomicU64,
}

impl Pace {
    /// Lets one go by without the clock, unless it has to be timed.
    #[inline]
    pub(crate) fn lets_go(&self) -> bool {
        let left = self.left.load(Relaxed);
        if left > 1 {
            self.left.store(left - 1, Relaxed);
        }
        left > 1
    }

    /// Tells whether all are timed at present.
    pub(crate) fn times_all(&self) -> bool {
        self.left.load(Relaxed) == 0
    }

    /// Sets the pace by one that was timed: the next are let go by if this one was `short`, and if the last so many took less
    /// than `gap` nanoseconds together. Otherwise a slow trickle of short ones would never turn a window. A `gap` of zero times all.
    pub(crate) fn timed(&self, now: Moment, is_short: bool, gap: u64) {
        let since = now.as_nanos().saturating_sub(self.last.load(Relaxed));
        let told_of = self.told_of.load(Relaxed);
        let next = match is_short && since < gap {
            false => 0,
            true if since < CROWDED.saturating_mul(told_of) => some(now, 6),
            true => some(now, 4),
        };
        self.left.store(if next > 0 { 1 + next } else { 0 }, Relaxed);
        self.told_of.store(next, Relaxed);
        self.last.store(now.as_nanos(), Relaxed);
        self.waited.store(0, Relaxed);
    }

    /// Notes one that waited, which is timed whatever the pace, from where it waits if not from its start. Where they all wait
    /// that is soon enough: the next is let go by, unless some that did not wait were and still have nobody who tells of them.
    #[cfg(feature = "command")]
    pub(crate) fn waited(&self, is_owed: bool) {
        self.timed_anyway();
        let waited = self.waited.load(Relaxed) + 1;
        self.waited.store(waited, Relaxed);
        if waited >= ENOUGH && !is_owed && self.left.load(Relaxed) == 1 {
            self.left.store(2, Relaxed);
        }
    }

    /// Notes one that is timed whatever the pace. It tells nothing of those that can be let go by, and must not put off the
    /// next of them that is timed.
    pub(crate) fn timed_anyway(&self) {
        if self.times_all() {
            self.left.store(1, Relaxed);
        }
    }
}

/// So many by chance that one in two to the power of `bits` is timed, from half to one and a half of that: one in a fixed number would beat with what comes
/// in a rhythm.
fn some(now: Moment, bits: u32) -> u64 {
    (1 << (bits - 1)) + (now.as_nanos().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Moment, Pace};

    const GAP: u64 = 125_000_000;

    fn at(micros: u64) -> Moment {
        Moment::at(Duration::from_micros(micros))
    }

    fn let_go(pace: &Pace) -> usize {
        (0..100).take_while(|_| pace.lets_go()).count()
    }

    #[test]
    fn what_is_short_and_frequent_is_timed_one_in_16() {
        let pace = Pace::default();
        assert!(!pace.lets_go());
        let mut total = 0;
        for round in 0..1_000 {
            pace.timed(at(round * 250), true, GAP);
            let went_by = let_go(&pace);
            assert!((8..24).contains(&went_by));
            total += went_by;
        }
        assert!((14_500..16_500).contains(&total), "{total}");
    }

    #[test]
    fn where_they_crowd_it_is_one_in_64_until_they_no_longer_do() {
        let (pace, mut total) = (Pace::default(), 0);
        pace.timed(at(0), true, GAP);
        assert!((8..24).contains(&let_go(&pace)), "nobody knows yet how many come");
        for round in 1..=1_000 {
            pace.timed(at(round * 7), true, GAP);
            let went_by = let_go(&pace);
            assert!((32..96).contains(&went_by));
            total += went_by;
        }
        assert!((61_000..66_000).contains(&total), "{total}");
        // 95 at most, in more than ten microseconds each.
        pace.timed(at(7_951), true, GAP);
        assert!((8..24).contains(&let_go(&pace)));
    }

    #[test]
    fn what_is_long_or_rare_is_timed_every_time() {
        let pace = Pace::default();
        pace.timed(at(0), true, GAP);
        pace.timed(at(1), false, GAP);
        assert_eq!(let_go(&pace), 0);
        pace.timed(at(125_001), true, GAP);
        assert_eq!(let_go(&pace), 0);
        pace.timed(at(250_000), true, GAP);
        assert_ne!(let_go(&pace), 0);
        pace.timed(at(250_001), true, 0);
        assert_eq!(let_go(&pace), 0);
    }

    #[test]
    #[cfg(feature = "command")]
    fn where_all_wait_they_are_let_go_by_one_at_a_time() {
        let pace = Pace::default();
        for _ in 0..8 {
            assert!(!pace.lets_go());
            pace.waited(false);
        }
        for _ in 0..100 {
            assert!(pace.lets_go() && !pace.lets_go());
            pace.waited(false);
        }
        assert!(pace.lets_go());
        for _ in 0..100 {
            // One did not wait, and the next that does not must be timed.
            pace.waited(true);
            assert!(!pace.lets_go());
        }
        pace.timed(at(0), false, GAP);
        pace.waited(false);
        assert!(!pace.lets_go());
    }

    #[test]
    fn what_is_timed_anyway_puts_nothing_off() {
        let pace = Pace::default();
        pace.timed_anyway();
        assert_eq!((let_go(&pace), pace.times_all()), (0, false));
        pace.timed(at(0), true, GAP);
        let went_by = (0..100).take_while(|_| pace.lets_go()).inspect(|_| pace.timed_anyway()).count();
        assert!((8..24).contains(&went_by), "{went_by}");
    }
}
