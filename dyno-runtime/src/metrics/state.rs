//! What has been counted, by time: pure data, moved by whoever knows the time.

use std::time::Duration;

use crate::clock::Moment;
use crate::metrics::counts::{Counts, LatencySnapshot, place};
use crate::stats::{Histogram, Merge, Window};

/// Counters of the last 10 s and since the start, latencies of the last 60 s.
#[derive(Clone, Debug)]
pub(super) struct State {
    totals: Counters,
    recent: Window<Counters, 10>,
    latency: Window<Latency, 6>,
}

/// One of each counter, and the most calls that were in flight at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub(super) counts: [u64; place::ALL],
    pub(super) peak: u64,
}

/// Durations of calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Latency {
    pub(super) histogram: Histogram,
    pub(super) sum: u64,
    pub(super) max: u64,
}

impl State {
    pub(super) fn new(now: Moment) -> Self {
        Self {
            totals: Counters::default(),
            recent: Window::new(Duration::from_secs(10), now),
            latency: Window::new(Duration::from_secs(60), now),
        }
    }

    /// Adds what was counted up to now, then turns to the bucket of `now`.
    pub(super) fn fold(&mut self, counters: &Counters, latency: &Latency, now: Moment) {
        self.totals.merge(counters);
        self.recent.newest().merge(counters);
        self.latency.newest().merge(latency);
        self.recent.advance(now);
        self.latency.advance(now);
    }

    /// Until when counting changes nothing but the newest buckets.
    pub(super) fn turns_at(&self) -> Moment {
        self.recent.turns_at()
    }

    pub(super) fn totals(&self) -> Counts {
        Counts::from(&self.totals.counts)
    }

    pub(super) fn recent(&self) -> (Counts, u64) {
        let sum = self.recent.sum();
        (Counts::from(&sum.counts), sum.peak)
    }

    pub(super) fn latency(&self) -> LatencySnapshot {
        let Latency { histogram, sum, max } = self.latency.sum();
        let count = histogram.count();
        let longest = Duration::from_nanos(max);
        let some = |time: Duration| (count > 0).then_some(time);
        // A slot's value may lie above the longest of its durations.
        let quantile = |quantile| histogram.quantile(quantile).map(|time| time.min(longest));
        LatencySnapshot {
            count,
            mean: some(Duration::from_nanos(sum / count.max(1))),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            p99_9: quantile(0.999),
            max: some(longest),
        }
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
