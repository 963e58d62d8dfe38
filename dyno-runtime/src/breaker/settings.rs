//! What a breaker is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a breaker. Builder methods and attribute options have the same names.
///
/// ```
/// let breaker = dyno::Breaker::builder("inventory").open_for(std::time::Duration::from_secs(2)).build()?;
/// breaker.configure(|settings| settings.probes = 2)?;
/// assert_eq!(breaker.settings().probes, 2);
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct BreakerSettings {
    /// Which outcomes are judged together. Default: those of the last 10 s.
    #[serde(with = "text")]
    pub window: Window,
    /// Trips when this share in 0.0..=1.0 of the counted calls failed, inclusive; `None` is off. Default: 0.5.
    #[serde(with = "text")]
    pub failure_rate: Option<f64>,
    /// A call is slow when it takes longer than this; `None` is off. Default: off.
    #[serde(with = "text")]
    pub slow_call: Option<Duration>,
    /// Trips when this share in 0.0..=1.0 of the counted calls was slow, inclusive. Default: 1.0.
    #[serde(with = "text")]
    pub slow_rate: f64,
    /// No rate is known below this many counted calls. Default: 20.
    pub min_calls: u32,
    /// Trips when so many calls in a row failed, whatever the rates; `None` is off. Default: 20.
    #[serde(with = "text")]
    pub consecutive: Option<u32>,
    /// How long it stays open at first; doubles with each failed recovery. At least as long as the error of the failure that opened it
    /// tells, by [`RetryAfter`](crate::RetryAfter) in a command, also above `open_max`. Default: 5 s.
    #[serde(with = "text")]
    pub open_for: Duration,
    /// What the doubling ends at; the doubling is forgotten after as long spent closed. Default: 60 s, or `open_for` if that
    /// is longer. [`Breaker::configure`](crate::Breaker::configure) refuses an `open_for` above it: change both.
    #[serde(with = "text")]
    pub open_max: Duration,
    /// Lengthens each wait by a random share up to this one, in 0.0..=1.0. Default: 0.1.
    #[serde(with = "text")]
    pub jitter: f64,
    /// How many calls are admitted when half-open. Default: 5.
    pub probes: u32,
    /// A probe that does not report within this time gives its place back; `None` is the attempt's timeout, else `open_for`.
    /// Default: `None`, written `off`.
    #[serde(with = "text")]
    pub probe_lease: Option<Duration>,
    /// Whether a call that a command's own bulkhead turns away counts as a failure. Default: no, because the service is well, and
    /// with a breaker that is open it would get even less to do than it can.
    pub count_rejections: bool,
}

/// Which outcomes a breaker judges together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Window {
    /// Those of the last while, in 10 rolling buckets.
    Time(Duration),
    /// The last so many.
    Calls(u32),
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            window: Window::Time(Duration::from_secs(10)),
            failure_rate: Some(0.5),
            slow_call: None,
            slow_rate: 1.0,
            min_calls: 20,
            consecutive: Some(20),
            open_for: Duration::from_secs(5),
            open_max: Duration::from_secs(60),
            jitter: 0.1,
            probes: 5,
            probe_lease: None,
            count_rejections: false,
        }
    }
}

impl BreakerSettings {
    /// How many outcomes a verdict needs: `min_calls`, or all of a smaller window.
    pub(crate) fn quorum(&self) -> u64 {
        match self.window {
            Window::Time(_) => u64::from(self.min_calls),
            Window::Calls(calls) => u64::from(self.min_calls.min(calls)),
        }
    }

    /// How many probes must have reported before they are judged.
    pub(crate) fn probe_quorum(&self) -> u64 {
        u64::from(self.min_calls.min(self.probes))
    }
}

impl Settings for BreakerSettings {
    const KIND: &'static str = "breaker";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        const SHARE: &str = "a share above 0% and up to 100% (0.0 to 1.0 in code)";
        const COUNT: &str = "at least 1, or `off` where that is possible";
        const TIME: &str = "longer than 0s";
        let share = |rate: f64| rate > 0.0 && rate <= 1.0;
        let is = |holds, setting, given: String, expected| require(holds, subject, setting, given, expected);

        let window = self.window.write();
        match self.window {
            Window::Time(span) => is(!span.is_zero(), "window", window, TIME)?,
            Window::Calls(n) => is((1..=Window::MAX_CALLS).contains(&n), "window", window, "1 to 1,000,000 calls")?,
        }
        is(self.failure_rate.is_none_or(share), "failure_rate", self.failure_rate.write(), SHARE)?;
        is(self.slow_call.is_none_or(|time| !time.is_zero()), "slow_call", self.slow_call.write(), TIME)?;
        is(share(self.slow_rate), "slow_rate", self.slow_rate.write(), SHARE)?;
        is(self.min_calls > 0, "min_calls", self.min_calls.write(), COUNT)?;
        is(self.consecutive != Some(0), "consecutive", self.consecutive.write(), COUNT)?;
        is(!self.open_for.is_zero(), "open_for", self.open_for.write(), TIME)?;
        is(self.open_max >= self.open_for, "open_max", self.open_max.write(), "at least as long as `open_for`")?;
        is(
            (0.0..=1.0).contains(&self.jitter),
            "jitter",
            self.jitter.write(),
            "a share from 0% to 100% (0.0 to 1.0 in code)",
        )?;
        is(self.probes > 0, "probes", self.probes.write(), COUNT)?;
        is(self.probe_lease.is_none_or(|time| !time.is_zero()), "probe_lease", self.probe_lease.write(), TIME)
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![
            ("window", &mut self.window),
            ("failure_rate", &mut self.failure_rate),
            ("slow_call", &mut self.slow_call),
            ("slow_rate", &mut self.slow_rate),
            ("min_calls", &mut self.min_calls),
            ("consecutive", &mut self.consecutive),
            ("open_for", &mut self.open_for),
            ("open_max", &mut self.open_max),
            ("jitter", &mut self.jitter),
            ("probes", &mut self.probes),
            ("probe_lease", &mut self.probe_lease),
            ("count_rejections", &mut self.count_rejections),
        ]
    }
}

impl Window {
    /// The largest ring: 2 MB.
    const MAX_CALLS: u32 = 1_000_000;
}

impl From<Duration> for Window {
    fn from(span: Duration) -> Self {
        Self::Time(span)
    }
}

impl Text for Window {
    fn write(&self) -> String {
        match self {
            Self::Time(span) => span.write(),
            Self::Calls(calls) => format!("calls({calls})"),
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        match text.strip_prefix("calls(").and_then(|rest| rest.strip_suffix(')')) {
            Some(calls) => u32::read(calls.trim()).map(Self::Calls),
            None => Duration::read(text).map(Self::Time),
        }
    }
}
