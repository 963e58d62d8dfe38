//! What a command is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a command. Attribute options have the same names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CommandSettings {
    /// The time for the body, with all its attempts but without the fallback; `None` is off. Default: off.
    #[serde(with = "text")]
    pub timeout: Option<Duration>,
    /// The budget of one attempt, shorter than `timeout` unless a retry is set to `n = 1`; `None` is off. Default: off.
    #[serde(with = "text")]
    pub attempt_timeout: Option<Duration>,
    /// Whether every call is timed, which costs two readings of the clock. Otherwise one in 16 of those that answer at once, or
    /// in 64, stands for the others, see [`LatencySnapshot`](crate::LatencySnapshot). Default: `false`.
    pub exact_latency: bool,
}

impl CommandSettings {
    /// Tells whether there is time for another attempt after one, where one may follow.
    pub(super) fn check_attempts(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let shorter = self.timeout.zip(self.attempt_timeout).is_none_or(|(whole, attempt)| attempt < whole);
        require(shorter, subject, "attempt_timeout", self.attempt_timeout.write(), "shorter than `timeout`")
    }
}

impl Settings for CommandSettings {
    const KIND: &'static str = "command";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let Self { timeout, attempt_timeout, exact_latency: _ } = *self;
        let positive = |time: Option<Duration>| time.is_none_or(|time| !time.is_zero());
        require(positive(timeout), subject, "timeout", timeout.write(), "longer than 0s")?;
        require(positive(attempt_timeout), subject, "attempt_timeout", attempt_timeout.write(), "longer than 0s")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![
            ("timeout", &mut self.timeout),
            ("attempt_timeout", &mut self.attempt_timeout),
            ("exact_latency", &mut self.exact_latency),
        ]
    }
}
