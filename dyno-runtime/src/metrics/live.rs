//! Counting without a lock: atomics that are folded into the windows at each turn of a bucket.

use std::array;
use std::time::Duration;

use crate::clock::{Moment, nanos};
use crate::metrics::counts::{Counts, LatencySnapshot, place};
use crate::metrics::state::{Counters, Latency, State};
use crate::outcome::Outcome;
use crate::stats::{Histogram, SLOTS, slot_of};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// The counters of one command.
#[derive(Debug)]
pub(crate) struct Metrics {
    counts: [AtomicU64; place::ALL],
    slots: [AtomicU64; SLOTS],
    nanos: AtomicU64,
    longest: AtomicU64,
    in_flight: AtomicU64,
    peak: AtomicU64,
    turns_at: AtomicU64,
    windows: Mutex<State>,
}

/// Everything there is to read of the counters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) in_flight: u64,
    pub(crate) peak: u64,
    pub(crate) recent: Counts,
    pub(crate) totals: Counts,
    pub(crate) latency: LatencySnapshot,
}

impl Metrics {
    pub(crate) fn new(now: Moment) -> Self {
        let windows = State::new(now);
        Self {
            counts: array::from_fn(|_| AtomicU64::new(0)),
            slots: array::from_fn(|_| AtomicU64::new(0)),
            nanos: AtomicU64::new(0),
            longest: AtomicU64::new(0),
            in_flight: AtomicU64::new(0),
            peak: AtomicU64::new(0),
            turns_at: AtomicU64::new(windows.turns_at().as_nanos()),
            windows: Mutex::new(windows),
        }
    }

    /// Counts a call that begins.
    pub(crate) fn started(&self, now: Moment) {
        self.turn(now);
        self.count(place::STARTED);
        let in_flight = self.in_flight.fetch_add(1, Relaxed) + 1;
        if in_flight > self.peak.load(Relaxed) {
            self.peak.fetch_max(in_flight, Relaxed);
        }
    }

    /// Counts an attempt that ended.
    pub(crate) fn attempted(&self, outcome: Outcome, now: Moment) {
        self.turn(now);
        self.count(place::ATTEMPTS + outcome as usize);
    }

    /// Counts a fallback that answered or failed.
    pub(crate) fn fell_back(&self, answered: bool, now: Moment) {
        self.turn(now);
        self.count(if answered { place::FALLBACK_SUCCESS } else { place::FALLBACK_FAILURE });
    }

    /// Counts a call that ended.
    pub(crate) fn ended(&self, outcome: Outcome, took: Duration, now: Moment) {
        self.turn(now);
        // How fast calls are turned away says nothing about what they call.
        if outcome != Outcome::Rejected {
            self.timed(took);
        }
        self.count(place::CALLS + outcome as usize);
        self.in_flight.fetch_sub(1, Relaxed);
    }

    /// Reads everything, the live bucket included, and changes nothing.
    pub(crate) fn read(&self, now: Moment) -> Reading {
        let state = {
            let windows = lock(&self.windows);
            let mut state = windows.clone();
            let (counters, latency) = self.live(|count| count.load(Relaxed));
            state.fold(&counters, &latency, now);
            state
        };
        let (recent, peak) = state.recent();
        let in_flight = self.in_flight.load(Relaxed);
        Reading { in_flight, peak: peak.max(in_flight), recent, totals: state.totals(), latency: state.latency() }
    }

    fn timed(&self, took: Duration) {
        let slot = &self.slots[slot_of(took)];
        let took = nanos(took);
        if took > self.longest.load(Relaxed) {
            self.longest.fetch_max(took, Relaxed);
        }
        self.nanos.fetch_add(took, Relaxed);
        slot.fetch_add(1, Relaxed);
    }

    fn count(&self, place: usize) {
        self.counts[place].fetch_add(1, Relaxed);
    }

    /// Folds what was counted into the windows, once a bucket.
    fn turn(&self, now: Moment) {
        if now.as_nanos() < self.turns_at.load(Relaxed) {
            return;
        }
        let mut windows = lock(&self.windows);
        if now < windows.turns_at() {
            return;
        }
        let (counters, latency) = self.live(|count| count.swap(0, Relaxed));
        windows.fold(&counters, &latency, now);
        self.peak.fetch_max(self.in_flight.load(Relaxed), Relaxed);
        self.turns_at.store(windows.turns_at().as_nanos(), Relaxed);
    }

    /// What was counted since the last turn. Outcomes are read before starts, so that more calls have begun than ended.
    fn live(&self, read: impl Fn(&AtomicU64) -> u64) -> (Counters, Latency) {
        let mut histogram = Histogram::default();
        for (slot, count) in self.slots.iter().enumerate() {
            histogram.add(slot, u32::try_from(read(count)).unwrap_or(u32::MAX));
        }
        let counters = Counters { counts: array::from_fn(|place| read(&self.counts[place])), peak: read(&self.peak) };
        let latency = Latency { histogram, sum: read(&self.nanos), max: read(&self.longest) };
        (counters, latency)
    }
}
