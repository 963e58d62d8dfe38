//! What a retry is set to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::retry::backoff::Backoff;
use crate::retry::jitter::Jitter;
use crate::settings::{Settings, Text, require, text};

/// Settings of a retry. Builder methods and attribute options have the same names.
///
/// ```
/// use dyno::{Jitter, RetrySettings};
///
/// let mut settings = RetrySettings::default();
/// settings.n = 5;
/// settings.jitter = Jitter::Equal;
/// assert_eq!(settings.budget, Some(0.2));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RetrySettings {
    /// How many attempts there are at most, the first included: at least 1, which retries nothing. Default: 3.
    #[serde(with = "text")]
    pub n: u32,
    /// How long to wait after each failed attempt. Default: 50 ms, doubling up to 1 s.
    #[serde(with = "text")]
    pub backoff: Backoff,
    /// How these waits are spread. Default: [`Jitter::Full`].
    #[serde(with = "text")]
    pub jitter: Jitter,
    /// How many retries there may be in 10 s: this share, in 0.0..=1.0, of the first attempts in that time, and 10 more;
    /// `None` is off. Default: 0.2.
    #[serde(with = "text")]
    pub budget: Option<f64>,
    /// Whether to retry inside an attempt of an outer retry as well; if not, there is one attempt there. Default: no, because
    /// 3 attempts of 3 attempts are 9 calls to what is already down.
    pub nested: bool,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self { n: 3, backoff: Backoff::default(), jitter: Jitter::default(), budget: Some(0.2), nested: false }
    }
}

impl Settings for RetrySettings {
    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let is = |holds, setting, given: String, expected| require(holds, subject, setting, given, expected);

        is(self.n > 0, "n", self.n.write(), "at least 1, the first attempt")?;
        if let Some(expected) = self.backoff.problem() {
            is(false, "backoff", self.backoff.write(), expected)?;
        }
        is(self.jitter.is_possible(), "jitter", self.jitter.write(), "a factor from 0 to 1")?;
        let share = self.budget.is_none_or(|share| (0.0..=1.0).contains(&share));
        is(share, "budget", self.budget.write(), "a share from 0% to 100% (0.0 to 1.0 in code), or `off`")
    }

    fn written(&self) -> Vec<(&'static str, String)> {
        vec![
            ("n", self.n.write()),
            ("backoff", self.backoff.write()),
            ("jitter", self.jitter.write()),
            ("budget", self.budget.write()),
            ("nested", self.nested.to_string()),
        ]
    }
}
