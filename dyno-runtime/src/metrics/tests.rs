//! What is read of calls of which few are timed, against what is true.

use std::cell::Cell;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hdrhistogram::Histogram;
use proptest::prelude::*;

use crate::clock::{Clock, ManualClock, Moment, nanos};
use crate::metrics::{DurationTotals, End, Metrics, Stands};
use crate::outcome::Outcome;
use crate::stats::free_seat;

/// How many nanoseconds a call takes, by chance.
type Takes = fn(f64) -> f64;

/// A command whose calls take as long as they are told to.
struct Rig {
    time: ManualClock,
    clock: Clock,
    metrics: Metrics,
    timed: u64,
}

impl Rig {
    fn new() -> Self {
        let time = ManualClock::new();
        time.advance(Duration::from_secs(1_000));
        let clock = Clock::scripted(&time);
        Self { metrics: Metrics::new(clock.now()), time, clock, timed: 0 }
    }

    /// Calls once, as a call does that answers without waiting.
    fn call(&mut self, takes: Duration) {
        let Self { time, clock, metrics, .. } = self;
        if let Some(own) = metrics.own(free_seat()) {
            let started = if own.started() { None } else { Some(metrics.started_at(clock)) };
            time.advance(takes);
            let now = clock.now();
            match started {
                None => own.went_well(),
                Some(started) => metrics.ended_well(own, now, now.nanos_since(started), Metrics::BUCKET / 8),
            }
            self.timed += u64::from(started.is_some());
        } else {
            self.call_watched(takes);
        }
    }

    /// Does the same as a call of which all is kept.
    fn call_watched(&mut self, takes: Duration) {
        let started = self.metrics.started(&self.clock);
        self.time.advance(takes);
        match started {
            Some(started) => self.end(started, Stands::ForAll),
            None => assert!(self.metrics.went_well()),
        }
    }

    /// Calls once, as a call does that waits or is answered by its fallback after `at_once`, so that it is timed from there.
    fn call_apart(&mut self, at_once: Duration, takes: Duration) {
        let started = self.metrics.started(&self.clock);
        self.time.advance(at_once);
        let started = started.unwrap_or_else(|| self.clock.now());
        self.time.advance(takes);
        self.end(started, Stands::Alone);
    }

    fn end(&mut self, started: Moment, stands: Stands) {
        self.timed += 1;
        let now = self.clock.now();
        self.metrics.attempted(Outcome::Success, Some(now));
        let (took, gap) = (Some(now.nanos_since(started)), Metrics::BUCKET / 8);
        self.metrics.ended(End { outcome: Outcome::Success, now, took, stands, gap });
    }
}

/// The same numbers in each run.
fn shares() -> impl Iterator<Item = f64> {
    let mut random = fastrand::Rng::with_seed(7);
    std::iter::from_fn(move || Some(random.f64()))
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "counts of a test")]
fn quantiles_of_few_timed_calls_are_those_of_all() {
    let distributions: [(&str, Takes); 3] = [
        ("all between 200 and 1,800 ns", |share| 200.0 + 1_600.0 * share),
        ("exponential around 400 ns", |share| 1.0 - 400.0 * share.max(1e-9).ln()),
        ("one in 50 takes 30 µs instead of 300 ns", |share| if share < 0.02 { 30_000.0 } else { 300.0 + 40.0 * share }),
    ];
    for (name, takes) in distributions {
        let (mut rig, mut all) = (Rig::new(), Histogram::<u64>::new(3).unwrap());
        for share in shares().take(1_000_000) {
            let takes = Duration::from_secs_f64(takes(share) / 1e9);
            all.record(nanos(takes)).unwrap();
            rig.call(takes);
        }
        let latency = rig.metrics.read(rig.clock.now()).latency;
        assert_eq!(latency.count, 1_000_000, "{name}");
        assert!(rig.timed < 120_000, "{name}: {} timed", rig.timed);
        for (quantile, read) in [(0.5, latency.p50), (0.9, latency.p90), (0.99, latency.p99), (0.999, latency.p99_9)] {
            // A slot is 12.5 % wide, and sixty thousand of a million stand for all.
            let ranks = 3.0 * (quantile * (1.0 - quantile) / rig.timed as f64).sqrt();
            let low = all.value_at_quantile(quantile - ranks) as f64 / 1.13 - 18.0;
            let high = all.value_at_quantile((quantile + ranks).min(1.0)) as f64 * 1.13 + 18.0;
            let read = nanos(read.unwrap()) as f64;
            assert!((low..=high).contains(&read), "{name}: p{quantile} is {read}, not {low}..={high}");
        }
        let (mean, read) = (all.mean(), nanos(latency.mean.unwrap()) as f64);
        assert!((read / mean - 1.0).abs() < 0.05, "{name}: the mean is {read}, not {mean}");
    }
}

/// Calls that are timed whatever the pace must neither speak for the others nor keep them from being timed.
#[test]
fn calls_that_wait_hide_none_of_those_that_do_not() {
    for every in [3, 5, 50] {
        let mut rig = Rig::new();
        rig.call_apart(Duration::ZERO, Duration::from_millis(5));
        for call in 0..20_000_u64 {
            // They get slower after a fifth.
            let at_once = Duration::from_nanos(if call < 4_000 { 300 } else { 1_500 });
            if call % every == 0 {
                rig.call_apart(at_once, Duration::from_micros(50));
            } else {
                rig.call(at_once);
            }
        }
        let latency = rig.metrics.read(rig.clock.now()).latency;
        assert_eq!(latency.count, 20_001, "every {every}");
        let median = nanos(latency.p50.unwrap());
        assert!((1_300..1_700).contains(&median), "every {every}: the median is {median}");
    }
}

/// Calls while a thread ends: before and after its seat went back, in the destructors of its thread locals.
#[test]
fn calls_made_while_a_thread_ends_are_counted() {
    struct CallsInDrop(Cell<Option<Arc<Metrics>>>);
    impl Drop for CallsInDrop {
        fn drop(&mut self) {
            let metrics = self.0.take().unwrap();
            (0..40).for_each(|_| call_in_no_time(&metrics));
        }
    }
    thread_local! {
        static EARLY: CallsInDrop = const { CallsInDrop(Cell::new(None)) };
        static LATE: CallsInDrop = const { CallsInDrop(Cell::new(None)) };
    }
    let clock = Clock::default();
    let metrics = Arc::new(Metrics::new(clock.now()));
    for _ in 0..100 {
        let metrics = metrics.clone();
        let ends = thread::spawn(move || {
            EARLY.with(|early| early.0.set(Some(metrics.clone())));
            call_in_no_time(&metrics);
            LATE.with(|late| late.0.set(Some(metrics.clone())));
        });
        ends.join().unwrap();
    }
    let reading = metrics.read(clock.now());
    assert_eq!((reading.in_flight, reading.totals.started, reading.totals.calls.success), (0, 8_100, 8_100));
    assert_eq!(reading.totals.attempts.success, 8_100);
    assert_eq!(reading.latency.count, 8_100);
}

/// Whoever reads must see what a fold at that moment would leave, also where nothing was folded for longer than the windows are.
#[test]
fn what_is_read_is_what_a_fold_leaves() {
    let (mut rig, mut random) = (Rig::new(), fastrand::Rng::with_seed(7));
    for _ in 0..2_000 {
        for _ in 0..random.u32(..4) {
            rig.call_apart(Duration::ZERO, Duration::from_nanos(random.u64(..3_000_000)));
        }
        let pause = [10, 1_000, 12_000, 70_000][random.usize(..4)];
        rig.time.advance(Duration::from_millis(random.u64(..pause)));
        let read = || rig.metrics.read(rig.clock.now());
        let before = read();
        // Folds, where a bucket has turned.
        rig.metrics.started_at(&rig.clock);
        let after = read();
        assert_eq!(before.recent.calls, after.recent.calls);
        assert_eq!(before.totals.calls, after.totals.calls);
        assert_eq!(before.latency, after.latency);
        assert_eq!(DurationTotals::from(before.lasted), DurationTotals::from(after.lasted));
    }
}

fn call_in_no_time(metrics: &Metrics) {
    let clock = Clock::default();
    if metrics.started(&clock).is_some() || !metrics.went_well() {
        let now = clock.now();
        metrics.attempted(Outcome::Success, Some(now));
        let (took, gap) = (Some(0), Metrics::BUCKET / 8);
        metrics.ended(End { outcome: Outcome::Success, now, took, stands: Stands::ForAll, gap });
    }
}

#[test]
fn a_slow_trickle_of_fast_calls_turns_the_window() {
    let mut rig = Rig::new();
    for call in 1..400_u64 {
        rig.call(Duration::from_nanos(150));
        rig.time.advance(Duration::from_millis(700));
        let recent = rig.metrics.read(rig.clock.now()).recent.calls.success;
        // 10 s hold 14 of them, give or take what lies in a bucket.
        let (low, high) = (call.min(12), call.min(15));
        assert!((low..=high).contains(&recent), "{recent} after {call}");
    }
}

proptest! {
    /// Bursts and pauses: whatever is let go by stands in the window no longer than a bucket and the pauses within so many calls.
    #[test]
    fn windows_hold_what_came_in_their_time(steps in prop::collection::vec((1..200_u64, 1..4_000_u64), 1..60)) {
        let (mut rig, mut calls) = (Rig::new(), Vec::new());
        for (burst, pause) in steps {
            for number in 0..burst {
                let takes = Duration::from_nanos(300);
                if number % 3 == 0 { rig.call_watched(takes) } else { rig.call(takes) }
                calls.push(rig.clock.now());
            }
            rig.time.advance(Duration::from_millis(pause));
            let now = rig.clock.now();
            let reading = rig.metrics.read(now);
            prop_assert_eq!(reading.totals.calls.success, calls.len() as u64);
            prop_assert_eq!(reading.in_flight, 0);
            let within = |secs: u64| calls.iter().filter(|call| now.since(**call) < Duration::from_secs(secs)).count() as u64;
            // The oldest bucket has just begun or is nearly full, and up to 95 calls wait for the next that is timed.
            let (low, high) = (within(9).saturating_sub(95), within(10) + 95);
            prop_assert!((low..=high).contains(&reading.recent.calls.success), "{} is not in {low}..={high}", reading.recent.calls.success);
        }
    }
}
