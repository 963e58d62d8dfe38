//! What there is to see of a breaker, as plain data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::breaker::settings::BreakerSettings;
use crate::breaker::state::State;
use crate::clock::Moment;
use crate::outcome::{BreakerState, TransitionCause, percent};

/// A breaker at one moment. Serialized, times are in seconds and rates in 0.0..=1.0; settings are written as in attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BreakerSnapshot {
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: BreakerState,
    /// How long it has been in it.
    #[serde(with = "crate::clock::seconds")]
    pub in_state_for: Duration,
    /// How long ago it last was closed; `None` while it is. A probe that fails begins `in_state_for` anew, and not this.
    #[serde(with = "crate::clock::seconds_or_none", default)]
    pub not_closed_for: Option<Duration>,
    /// When it will admit a probe, or what was forced expires; `None` when it admits calls or nobody knows.
    #[serde(with = "crate::clock::seconds_or_none")]
    pub retry_after: Option<Duration>,
    /// The failure rate of the window, or of the probes; `None` below `min_calls`.
    pub failure_rate: Option<f64>,
    /// The share of slow calls; `None` below `min_calls`.
    pub slow_rate: Option<f64>,
    /// How many outcomes are in the window, or how many probes have reported.
    pub counted: u64,
    /// How many of them failed.
    pub failures: u64,
    /// How many of them were slow.
    pub slow: u64,
    /// How many calls failed in a row up to now.
    pub in_a_row: u32,
    /// What brought it into its state; `None` while it has been closed from the start.
    pub cause: Option<TransitionCause>,
    /// What it is set to.
    pub settings: BreakerSettings,
}

impl BreakerSnapshot {
    /// Reads the machine, beside which `successes` wait to be folded in.
    pub(super) fn of(name: &str, state: &State, successes: u64, now: Moment) -> Self {
        let settings = state.settings().clone();
        let tally = state.tally(now, successes);
        let known = tally.counted > 0 && tally.counted >= state.quorum();
        Self {
            name: name.to_owned(),
            state: state.state(),
            in_state_for: now.since(state.since()),
            not_closed_for: state.not_closed_since().map(|since| now.since(since)),
            retry_after: state.retry_after(now),
            failure_rate: known.then(|| tally.failure_rate()),
            slow_rate: known.then(|| tally.slow_rate()),
            counted: tally.counted,
            failures: tally.failures,
            slow: tally.slow,
            in_a_row: state.in_a_row(successes),
            cause: state.cause().cloned(),
            settings,
        }
    }

    /// Says in words and numbers why it is in its state.
    #[must_use]
    pub fn why(&self) -> String {
        let reasons = match self.state {
            BreakerState::Closed => self.why_closed(),
            BreakerState::Open => self.why_open(),
            BreakerState::HalfOpen => format!(
                "{} of {} probes have reported, {} of them failed",
                self.counted, self.settings.probes, self.failures
            ),
            BreakerState::ForcedOpen => {
                let left =
                    self.retry_after.map_or("until `reset()`".to_owned(), |left| format!("for another {left:.1?}"));
                format!("{}, {left}", self.why_cause())
            }
            BreakerState::Disabled => "by hand, it admits everything and records nothing, until `reset()`".to_owned(),
            BreakerState::MetricsOnly => {
                format!("by hand, it admits everything and only records, until `reset()`: {}", self.why_window())
            }
        };
        let not_closed = self.not_closed_for.filter(|time| *time > self.in_state_for);
        let not_closed = not_closed.map(|time| format!(", and not closed for {time:.1?}")).unwrap_or_default();
        format!("breaker {} has been {} for {:.1?}{not_closed}: {reasons}", self.name, self.state, self.in_state_for)
    }

    fn why_window(&self) -> String {
        let Self { counted, failures, in_a_row, settings, .. } = self;
        let rate = match self.failure_rate {
            Some(rate) => percent(rate),
            None => format!("too few for a rate, which needs {}", settings.quorum()),
        };
        format!("{failures} of {counted} calls failed ({rate}), {in_a_row} in a row")
    }

    fn why_closed(&self) -> String {
        let (mut why, settings) = (self.why_window(), &self.settings);
        let limits = [
            settings.failure_rate.map(limit),
            settings.consecutive.map(|limit| format!("{limit} in a row")),
            settings.slow_call.map(|time| format!("{} slower than {time:?}", limit(settings.slow_rate))),
        ];
        let limits: Vec<_> = limits.into_iter().flatten().collect();
        if !limits.is_empty() {
            why += &format!("; it trips at {}", limits.join(", or at "));
        }
        why
    }

    fn why_cause(&self) -> String {
        self.cause.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn why_open(&self) -> String {
        let next = match self.retry_after {
            Some(wait) if wait.is_zero() => "its wait is over, the next call is a probe".to_owned(),
            Some(wait) => format!("a probe may pass in {wait:.1?}"),
            None => "it waits for ever, until `reset()`".to_owned(),
        };
        format!("{}; {next}", self.why_cause())
    }
}

/// As it is set: one of half a percent is neither 0 nor 1.
fn limit(share: f64) -> String {
    format!("{} %", (share * 1e6).round() / 1e4)
}
