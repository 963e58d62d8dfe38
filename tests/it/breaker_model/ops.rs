//! What is done to a breaker.

use std::time::Duration;

use dyno::{BreakerSettings, Window};
use proptest::prelude::*;
use proptest::{collection, option};

use super::settings::{count, rate, time, window};
use super::window::nanos;

#[derive(Clone, Debug)]
pub(super) enum Op {
    /// Asks for so many permits and keeps those that are given.
    Admit(u8),
    /// Ends one of the permits, the one with this number modulo how many are out.
    End(usize, Ending),
    /// Calls that end at once.
    Calls(Vec<Ending>),
    /// A fast call now and then: this often, so far apart.
    Trickle(u8, Step),
    Advance(Step),
    /// Sets the clock back.
    Back(Step),
    Hand(Hand),
    Configure(Edit),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    Success,
    Failure,
    Ignore,
    Drop,
}

/// A length of time, most of them measured by what the breaker waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// So many buckets, give or take a nanosecond.
    Buckets(u64, i8),
    /// Until the wait is over, give or take a nanosecond.
    Wait(i8),
    /// As long as the lease of a probe.
    Lease(i8),
    /// As long as a call may take.
    Slow(i8),
    /// As long as the doubling is remembered.
    Forget(i8),
    Exactly(Duration),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Hand {
    Trip,
    Reset,
    ForceOpen(Option<Duration>),
    Disable,
    MetricsOnly,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Edit {
    FailureRate(Option<f64>),
    SlowCall(Option<Duration>),
    SlowRate(f64),
    MinCalls(u32),
    Consecutive(Option<u32>),
    OpenFor(Duration),
    OpenMax(Duration),
    Probes(u32),
    ProbeLease(Option<Duration>),
    Window(Window),
}

impl Step {
    /// How long that is.
    pub(super) fn nanos(self, settings: &BreakerSettings, wait: Option<Duration>) -> u64 {
        let (time, nudge) = match (self, settings.window) {
            (Self::Buckets(buckets, nudge), Window::Time(span)) => ((nanos(span) / 10).saturating_mul(buckets), nudge),
            (Self::Buckets(buckets, nudge), _) => (buckets, nudge),
            (Self::Wait(nudge), _) => (wait.map_or(1, nanos), nudge),
            (Self::Lease(nudge), _) => (nanos(settings.probe_lease.unwrap_or(settings.open_for)), nudge),
            (Self::Slow(nudge), _) => (settings.slow_call.map_or(0, nanos), nudge),
            (Self::Forget(nudge), _) => (nanos(settings.open_max), nudge),
            (Self::Exactly(time), _) => (nanos(time), 0),
        };
        time.saturating_add_signed(nudge.into())
    }
}

impl Edit {
    pub(super) fn apply(self, settings: &mut BreakerSettings) {
        match self {
            Self::FailureRate(rate) => settings.failure_rate = rate,
            Self::SlowCall(time) => settings.slow_call = time,
            Self::SlowRate(rate) => settings.slow_rate = rate,
            Self::MinCalls(calls) => settings.min_calls = calls,
            Self::Consecutive(failures) => settings.consecutive = failures,
            Self::OpenFor(time) => settings.open_for = time,
            Self::OpenMax(time) => settings.open_max = time,
            Self::Probes(probes) => settings.probes = probes,
            Self::ProbeLease(lease) => settings.probe_lease = lease,
            Self::Window(window) => settings.window = window,
        }
    }
}

pub(super) fn ops(most: usize) -> impl Strategy<Value = Vec<Op>> {
    collection::vec(op(), 1..most)
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (1..6_u8).prop_map(Op::Admit),
        8 => (any::<usize>(), ending()).prop_map(|(permit, ending)| Op::End(permit, ending)),
        6 => collection::vec(ending(), 1..8).prop_map(Op::Calls),
        1 => (1..12_u8, step()).prop_map(|(calls, apart)| Op::Trickle(calls, apart)),
        8 => step().prop_map(Op::Advance),
        1 => step().prop_map(Op::Back),
        1 => hand().prop_map(Op::Hand),
        2 => edit().prop_map(Op::Configure),
    ]
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        5 => Just(Ending::Success),
        5 => Just(Ending::Failure),
        1 => Just(Ending::Ignore),
        1 => Just(Ending::Drop),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..12_u64, nudge()).prop_map(|(buckets, nudge)| Step::Buckets(buckets, nudge)),
        4 => nudge().prop_map(Step::Wait),
        2 => nudge().prop_map(Step::Lease),
        2 => nudge().prop_map(Step::Slow),
        1 => nudge().prop_map(Step::Forget),
        1 => time().prop_map(Step::Exactly),
    ]
}

fn nudge() -> impl Strategy<Value = i8> {
    prop_oneof![Just(-1), Just(0), Just(1)]
}

fn hand() -> impl Strategy<Value = Hand> {
    prop_oneof![
        2 => Just(Hand::Trip),
        2 => Just(Hand::Reset),
        1 => option::of(prop_oneof![Just(Duration::ZERO), time()]).prop_map(Hand::ForceOpen),
        1 => Just(Hand::Disable),
        1 => Just(Hand::MetricsOnly),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        option::of(rate()).prop_map(Edit::FailureRate),
        option::of(time()).prop_map(Edit::SlowCall),
        rate().prop_map(Edit::SlowRate),
        count().prop_map(Edit::MinCalls),
        option::of(count()).prop_map(Edit::Consecutive),
        time().prop_map(Edit::OpenFor),
        time().prop_map(Edit::OpenMax),
        count().prop_map(Edit::Probes),
        option::of(time()).prop_map(Edit::ProbeLease),
        window().prop_map(Edit::Window),
    ]
}
