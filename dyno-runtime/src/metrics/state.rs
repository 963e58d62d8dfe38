//! What has been counted, by time: pure data, moved by whoever knows the time.

use std::time::Duration;

use crate::clock::Moment;
use crate::metrics::counts::{Counts, LatencySnapshot, place};
use crate::metrics::lasted::Lasted;
use crate::stats::{Merge, SLOTS, Slots, Window};

/// Counters of the last 10 s and since the start, latencies of the last 60 s.
#[derive(Clone, Debug)]
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
        let newest = self.recent.newest();
        for ((count, before), total) in newest.counts.iter_mut().zip(self.counted).zip(totals.counted) {
            *count += total - before;
        }
        newest.peak = newest.peak.max(largest.in_flight);
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

    pub(super) fn totals(&self) -> Counts {
        Counts::from(&self.counted)
    }

    /// How long calls took up to now, of which so many were timed.
    pub(super) fn lasted(&self, timed: &Timed) -> Lasted {
        let mut lasted = self.lasted;
        lasted.add(self.timed.as_deref().unwrap_or(&Timed::default()), timed);
        lasted
    }

    pub(super) fn recent(&self) -> (Counts, u64) {
        let sum = self.recent.sum();
        (Counts::from(&sum.counts), sum.peak)
    }

    pub(super) fn latency(&self) -> LatencySnapshot {
        let Latency { histogram, sum, max } = self.latency.sum();
        let count = histogram.count();
        let max = max.map(Duration::from_nanos);
        // A slot's value may lie above the longest of its durations.
        let quantile = |quantile| histogram.quantile(quantile).map(|time| max.map_or(time, |max| time.min(max)));
        LatencySnapshot {
            count,
            mean: sum.checked_div(count).map(Duration::from_nanos),
            min: quantile(0.0),
            p25: quantile(0.25),
            p50: quantile(0.5),
            p75: quantile(0.75),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            p99_5: quantile(0.995),
            p99_9: quantile(0.999),
            max,
        }
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
