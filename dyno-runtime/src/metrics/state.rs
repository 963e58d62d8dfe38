//! What has been counted, by time: pure data, moved by whoever knows the time.

use std::time::Duration;

use crate::clock::Moment;
use crate::metrics::counts::{Counts, LatencySnapshot, place};
use crate::metrics::lasted::Lasted;
use crate::stats::{Merge, SLOTS, Slots, Window};

/// Counters of the last 10 s and since the start, latencies of the last 60 s.
#[derive(Debug)]
pub(super) struct State {
    /// What was seen at the last fold: counters go up for ever, and the difference is what is new.
    counted: [u64; place::ALL],
    timed: Option<Box<Timed>>,
    lasted: Lasted,
    recent: Window<Counters, 10>,
    latency: Window<Latency, 6>,
}

/// All that stripes have counted since the start.
#[derive(Clone, Debug)]
pub(super) struct Totals {
    pub(super) counted: [u64; place::ALL],
    pub(super) timed: Box<Timed>,
}

/// All that stripes have timed since the start; the counts of slots wrap.
#[derive(Clone, Debug)]
pub(super) struct Timed {
    pub(super) slots: [u32; SLOTS],
    pub(super) nanos: u64,
}

/// What has no total: the largest since the last fold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Largest {
    pub(super) in_flight: u64,
    pub(super) nanos: Option<u64>,
}

/// One of each counter, and the most calls that were in flight at once.
#[derive(Clone, Debug, Default)]
struct Counters {
    counts: [u64; place::ALL],
    peak: u64,
}

/// Durations of calls.
#[derive(Clone, Debug, Default)]
struct Latency {
    histogram: Slots,
    sum: u64,
    max: Option<u64>,
}

impl State {
    pub(super) fn new(now: Moment) -> Self {
        Self {
            counted: [0; place::ALL],
            timed: None,
            lasted: Lasted::default(),
            recent: Window::new(Duration::from_secs(10), now),
            latency: Window::new(Duration::from_secs(60), now),
        }
    }

    /// Adds what was counted up to now, then turns to the bucket of `now`.
    pub(super) fn fold(&mut self, totals: Totals, largest: Largest, now: Moment) {
        self.recent.newest().add(&self.counted, &totals.counted, largest.in_flight);
        self.counted = totals.counted;
        let before = self.timed.replace(totals.timed).unwrap_or_default();
        let timed = self.timed.as_deref().unwrap_or(&before);
        self.lasted.add(&before, timed);
        self.latency.newest().add(&before, timed, largest.nanos);
        self.recent.advance(now);
        self.latency.advance(now);
    }

    /// Until when counting changes nothing but the newest buckets.
    pub(super) fn turns_at(&self) -> Moment {
        self.recent.turns_at()
    }

    /// How long calls took up to now, of which so many were timed.
    pub(super) fn lasted(&self, timed: &Timed) -> Lasted {
        let mut lasted = self.lasted;
        lasted.add(self.timed.as_deref().unwrap_or(&Timed::default()), timed);
        lasted
    }

    /// What was counted of late, and the most calls that were in flight at once, as after a fold.
    pub(super) fn recent(&self, totals: &Totals, largest: Largest, now: Moment) -> (Counts, u64) {
        let mut sum = self.recent.sum_at(now);
        if self.recent.reaches(now) {
            sum.add(&self.counted, &totals.counted, largest.in_flight);
        }
        (Counts::from(&sum.counts), sum.peak)
    }

    /// How many calls took longer than that: so many at least, so many at most, of so many.
    pub(super) fn slower(&self, nanos: u64, timed: &Timed, largest: Largest, now: Moment) -> (u64, u64, u64) {
        let Latency { histogram, .. } = self.recent_latency(timed, largest, now);
        let (at_least, at_most) = histogram.above(nanos);
        (at_least, at_most, histogram.count())
    }

    fn recent_latency(&self, timed: &Timed, largest: Largest, now: Moment) -> Latency {
        let mut all = self.latency.sum_at(now);
        if self.latency.reaches(now) {
            all.add(self.timed.as_deref().unwrap_or(&Timed::default()), timed, largest.nanos);
        }
        all
    }

    /// How long calls took of late, as after a fold.
    pub(super) fn latency(&self, timed: &Timed, largest: Largest, now: Moment) -> LatencySnapshot {
        let Latency { histogram, sum, max } = self.recent_latency(timed, largest, now);
        let count = histogram.count();
        let max = max.map(Duration::from_nanos);
        let quantiles = histogram.quantiles([0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999]);
        // A slot's value may lie above the longest of its durations.
        let quantiles = quantiles.map(|time| time.map(|time| max.map_or(time, |max| time.min(max))));
        let [min, p25, p50, p75, p90, p95, p99, p99_5, p99_9] = quantiles;
        let mean = sum.checked_div(count).map(Duration::from_nanos);
        LatencySnapshot { count, mean, min, p25, p50, p75, p90, p95, p99, p99_5, p99_9, max }
    }
}

impl Counters {
    fn add(&mut self, before: &[u64; place::ALL], now: &[u64; place::ALL], peak: u64) {
        for ((count, before), now) in self.counts.iter_mut().zip(before).zip(now) {
            *count += now - before;
        }
        self.peak = self.peak.max(peak);
    }
}

impl Latency {
    fn add(&mut self, before: &Timed, now: &Timed, longest: Option<u64>) {
        for (slot, (now, before)) in now.slots.iter().zip(before.slots).enumerate() {
            self.histogram.add(slot, now.wrapping_sub(before));
        }
        self.sum = self.sum.saturating_add(now.nanos.wrapping_sub(before.nanos));
        self.max = self.max.max(longest);
    }
}

impl Default for Timed {
    fn default() -> Self {
        Self { slots: [0; SLOTS], nanos: 0 }
    }
}

impl Merge for Counters {
    fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.peak = self.peak.max(other.peak);
    }
}

impl Merge for Latency {
    fn merge(&mut self, other: &Self) {
        self.histogram.merge(&other.histogram);
        self.sum = self.sum.saturating_add(other.sum);
        self.max = self.max.max(other.max);
    }
}
