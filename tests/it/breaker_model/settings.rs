//! Random settings: sizes at which a few steps reach every threshold, and the ends of their ranges.

use std::time::Duration;

use dyno::{Breaker, BreakerBuilder, ManualClock, Window};
use proptest::option;
use proptest::prelude::*;

/// What a builder is given.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    window: Window,
    failure_rate: Option<f64>,
    slow_call: Option<Duration>,
    slow_rate: f64,
    min_calls: u32,
    consecutive: Option<u32>,
    open_for: Duration,
    /// How much longer than `open_for` its maximum is.
    open_more: Duration,
    probes: u32,
    probe_lease: Option<Duration>,
}

impl Setup {
    pub(super) fn builder(&self, clock: &ManualClock) -> BreakerBuilder {
        Breaker::builder("modelled")
            .window(self.window)
            .failure_rate(self.failure_rate)
            .slow_call(self.slow_call)
            .slow_rate(self.slow_rate)
            .min_calls(self.min_calls)
            .consecutive(self.consecutive)
            .open_for(self.open_for)
            .open_max(self.open_for.saturating_add(self.open_more))
            .jitter(0.0)
            .probes(self.probes)
            .probe_lease(self.probe_lease)
            .clock(clock)
    }
}

pub(super) fn setup() -> impl Strategy<Value = Setup> {
    let rates = (option::weighted(0.8, rate()), option::weighted(0.5, time()), rate());
    let counts = (count(), option::weighted(0.5, count()), count());
    let times = (time(), prop_oneof![Just(Duration::ZERO), time()], option::weighted(0.6, time()));
    (window(), rates, counts, times).prop_map(|(window, rates, counts, times)| Setup {
        window,
        failure_rate: rates.0,
        slow_call: rates.1,
        slow_rate: rates.2,
        min_calls: counts.0,
        consecutive: counts.1,
        open_for: times.0,
        open_more: times.1,
        probes: counts.2,
        probe_lease: times.2,
    })
}

pub(super) fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        4 => time().prop_map(Window::Time),
        // No whole number of nanoseconds to a bucket, or less than one.
        1 => (1..30_u64).prop_map(|nanos| Window::Time(Duration::from_nanos(nanos))),
        3 => (1..12_u32).prop_map(Window::Calls),
    ]
}

pub(super) fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(1.0),
        Just(0.5),
        Just(0.01),
        (1..10_u8, 1..10_u8).prop_map(|(a, b)| f64::from(a.min(b)) / f64::from(a.max(b))),
    ]
}

pub(super) fn count() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 1..7_u32, 1 => 7..30_u32, 1 => Just(u32::MAX)]
}

pub(super) fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        3 => (1..20_u64).prop_map(|tens| Duration::from_nanos(10 * tens)),
        2 => (1..5_u64).prop_map(Duration::from_secs),
        1 => Just(Duration::from_nanos(1)),
        1 => Just(Duration::from_nanos(u64::MAX)),
        1 => Just(Duration::MAX),
    ]
}
