//! How long calls took since the start, for those who count it themselves: Prometheus, above all.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::metrics::state::Timed;
use crate::stats::OCTAVE;

/// The octaves of slots at which a bucket ends: 1 µs, 33 µs, 262 µs, 1 ms, and then each twice the last up to 8.6 s, and 34 s.
const ENDS: [usize; 18] = [5, 10, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30];

/// How long calls took since the start, their fallbacks included; those that were rejected are left out, and so are those that nobody has timed
/// yet: at most 95 of each thread, which the next that is timed stands for. Nothing here ever goes down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DurationTotals {
    /// How many.
    pub count: u64,
    /// All their times.
    #[serde(with = "crate::clock::seconds")]
    pub sum: Duration,
    /// How many were shorter than some times, the shortest first.
    pub buckets: Vec<DurationBucket>,
}

/// How many calls took less than a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DurationBucket {
    /// The time.
    #[serde(with = "crate::clock::seconds")]
    pub below: Duration,
    /// How many took less, those of the buckets before included.
    pub count: u64,
}

/// The same as it is counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lasted {
    /// Of each bucket alone, and last of what is longer than all of them.
    counts: [u64; ENDS.len() + 1],
    nanos: u128,
}

impl Lasted {
    /// Adds what was timed meanwhile; the counts of slots wrap.
    pub(super) fn add(&mut self, before: &Timed, now: &Timed) {
        let slots = now.slots.iter().zip(before.slots).enumerate();
        for (slot, count) in slots.map(|(slot, (now, before))| (slot, now.wrapping_sub(before))) {
            if count > 0 {
                self.counts[ENDS.partition_point(|end| end * OCTAVE <= slot)] += u64::from(count);
            }
        }
        self.nanos += u128::from(now.nanos.wrapping_sub(before.nanos));
    }
}

impl From<Lasted> for DurationTotals {
    fn from(Lasted { counts, nanos }: Lasted) -> Self {
        const SECOND: u128 = 1_000_000_000;
        let seconds = u64::try_from(nanos / SECOND).unwrap_or(u64::MAX);
        let rest = u32::try_from(nanos % SECOND).unwrap_or_default();
        let mut count = 0;
        let buckets = ENDS.into_iter().zip(counts).map(|(end, more)| {
            count += more;
            DurationBucket { below: Duration::from_nanos(32 * ((1 << end) - 1)), count }
        });
        let buckets = buckets.collect();
        Self { count: counts.iter().sum(), sum: Duration::new(seconds, rest), buckets }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DurationTotals, Lasted};
    use crate::metrics::state::Timed;
    use crate::stats::slot_of;

    fn timed(calls: &[(u64, u32)]) -> Timed {
        let mut timed = Timed::default();
        for (nanos, count) in calls {
            let slot = &mut timed.slots[slot_of(*nanos)];
            *slot = slot.wrapping_add(*count);
            timed.nanos = timed.nanos.wrapping_add(nanos.wrapping_mul(u64::from(*count)));
        }
        timed
    }

    #[test]
    fn each_bucket_has_what_is_shorter_than_its_end() {
        let mut lasted = Lasted::default();
        lasted.add(&Timed::default(), &timed(&[(500, 1)]));
        let ends: Vec<_> = DurationTotals::from(lasted).buckets.iter().map(|bucket| bucket.below).collect();
        assert!(ends.is_sorted() && ends.len() == 18, "{ends:?}");
        for end in ends {
            let end = u64::try_from(end.as_nanos()).unwrap();
            let mut lasted = Lasted::default();
            lasted.add(&Timed::default(), &timed(&[(end - 1, 3), (end, 1)]));
            let totals = DurationTotals::from(lasted);
            let bucket = totals.buckets.iter().find(|bucket| bucket.below == Duration::from_nanos(end)).unwrap();
            assert_eq!((bucket.count, totals.count), (3, 4), "{end} ns");
            assert_eq!(totals.sum, Duration::from_nanos(4 * end - 3));
        }
    }

    #[test]
    fn nothing_is_lost_where_counts_wrap() {
        let mut lasted = Lasted::default();
        let (mut before, mut all) = (Timed::default(), 0);
        for _ in 0..4 {
            let now = timed(&[(4_000_000_000, u32::MAX / 2)]);
            let mut next = before.clone();
            let slot = slot_of(4_000_000_000);
            next.slots[slot] = next.slots[slot].wrapping_add(now.slots[slot]);
            next.nanos = next.nanos.wrapping_add(now.nanos);
            lasted.add(&before, &next);
            before = next;
            all += u64::from(u32::MAX / 2);
        }
        let totals = DurationTotals::from(lasted);
        assert_eq!((totals.count, totals.sum), (all, Duration::from_secs(4 * all)));
    }
}
