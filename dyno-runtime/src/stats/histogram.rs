//! Durations without end, in little room.

use std::ops::Range;
use std::time::Duration;

use crate::clock::nanos;
use crate::stats::rank;
use crate::stats::slots::{Slots, slot_of};
use crate::stats::window::Merge;

/// Counts durations in 128 slots, four an octave: percentiles of as many as there are, in little more than 512 bytes.
///
/// Why: percentiles of percentiles mean nothing. Histograms of several threads, hosts or minutes are merged, and tell what one of them all
/// would.
///
/// ```
/// use std::time::Duration;
/// use dyno::Histogram;
///
/// let mut took: Histogram = (1..=100).map(Duration::from_millis).collect();
/// let median = took.median().unwrap().as_millis();
/// assert!((44..=56).contains(&median), "{median}");
///
/// took.record(Duration::from_secs(3));
/// assert_eq!(took.percentile(100.0), Some(Duration::from_secs(3)));
/// assert_eq!(Histogram::default().mean(), None);
/// ```
///
/// Count, mean, least and greatest are exact, and so percentile 0 and 100; what took longer than 584 years counts as just that. Others are within
/// 12.5 % from 224 ns to 120 s, and within 18 ns below. What took longer than that is in one slot, which has no end: percentiles are told as if it were spread
/// evenly up to the greatest. A slot counts to 4,294,967,295 and stops there, the count to 2⁶⁴ - 1. Of nothing there is nothing to
/// tell: `None`.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    slots: Slots,
    count: u64,
    /// Of all of them, in nanoseconds.
    sum: u128,
    min: u64,
    max: u64,
}

impl Histogram {
    /// Makes one that has counted nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a duration.
    pub fn record(&mut self, took: Duration) {
        let nanos = nanos(took);
        self.slots.add(slot_of(nanos), 1);
        self.note(1, nanos.into(), nanos, nanos);
    }

    /// Counts all that another one has counted.
    pub fn merge(&mut self, other: &Self) {
        self.slots.merge(&other.slots);
        self.note(other.count, other.sum, other.min, other.max);
    }

    /// Tells how many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Tells the arithmetic mean, to the nanosecond.
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        let mean = self.sum.checked_div(self.count.into())?;
        u64::try_from(mean).ok().map(Duration::from_nanos)
    }

    /// Tells the least.
    #[must_use]
    pub fn min(&self) -> Option<Duration> {
        (self.count > 0).then(|| Duration::from_nanos(self.min))
    }

    /// Tells the greatest.
    #[must_use]
    pub fn max(&self) -> Option<Duration> {
        (self.count > 0).then(|| Duration::from_nanos(self.max))
    }

    /// Tells what is in the middle, by nearest rank.
    #[must_use]
    pub fn median(&self) -> Option<Duration> {
        self.percentile(50.0)
    }

    /// Tells a percentile (0 to 100) by nearest rank, as [`Summary::percentile`](crate::Summary::percentile) does, within the width of a slot.
    #[must_use]
    pub fn percentile(&self, percentile: f64) -> Option<Duration> {
        let (min, max, count) = (self.min()?, self.max()?, self.slots.count());
        let rank = rank::nearest(percentile, count);
        let value = if rank == count { max } else { self.slots.below(rank, max)? };
        let value = if rank == 1 { min } else { value.clamp(min, max) };
        (!percentile.is_nan()).then_some(value)
    }

    /// Lists the slots that are not empty, the shortest durations first: what they hold, and how many. The last of all has no end.
    pub fn slots(&self) -> impl Iterator<Item = (Range<Duration>, u64)> {
        self.slots.iter().map(|(low, high, count)| {
            let high = if high == u64::MAX { Duration::MAX } else { Duration::from_nanos(high) };
            (Duration::from_nanos(low)..high, count.into())
        })
    }

    fn note(&mut self, count: u64, sum: u128, min: u64, max: u64) {
        if count > 0 {
            self.min = if self.count == 0 { min } else { self.min.min(min) };
            self.max = self.max.max(max);
            self.count = self.count.saturating_add(count);
            self.sum = self.sum.saturating_add(sum);
        }
    }
}

impl Extend<Duration> for Histogram {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, durations: I) {
        durations.into_iter().for_each(|took| self.record(took));
    }
}

impl FromIterator<Duration> for Histogram {
    fn from_iter<I: IntoIterator<Item = Duration>>(durations: I) -> Self {
        let mut histogram = Self::default();
        histogram.extend(durations);
        histogram
    }
}
