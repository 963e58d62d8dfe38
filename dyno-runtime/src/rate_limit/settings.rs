//! What a rate limit is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::rate_limit::rate::Rate;
use crate::settings::{Fields, Settings, Text, require, text};

/// The longest that anything takes: what is longer is a quota, and is not forgotten when the program ends.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);
const MOST: u32 = 1_000_000_000;

/// Settings of a rate limit. Builder methods and attribute options have the same names.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Rate, RateLimit};
///
/// let limit = RateLimit::builder("mail").limit(100, Duration::from_secs(1)).burst(10).build()?;
/// limit.configure(|settings| settings.limit = Rate::new(5, Duration::from_secs(60)))?;
/// assert_eq!(limit.settings().limit.to_string(), "5 / 1m");
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RateLimitSettings {
    /// How many are let through in what time. Default: `100 / 1s`.
    #[serde(with = "text")]
    pub limit: Rate,
    /// How many may come at once after a quiet time, from 1 to 1,000,000,000; `None` is as many as `limit` lets through in its time.
    /// Default: `None`.
    #[serde(with = "text")]
    pub burst: Option<u32>,
    /// How long whoever comes too early may wait for its turn; zero turns it away at once. Default: `0s`.
    #[serde(with = "text")]
    pub wait: Duration,
}

impl RateLimitSettings {
    /// How many may come at once.
    #[must_use]
    pub fn largest_burst(&self) -> u32 {
        self.burst.unwrap_or(self.limit.count)
    }
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        Self { limit: Rate::new(100, Duration::from_secs(1)), burst: None, wait: Duration::ZERO }
    }
}

impl Settings for RateLimitSettings {
    const KIND: &'static str = "rate_limit";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let Self { limit: Rate { count, per }, burst, wait } = *self;
        let limit = || self.limit.write();
        require((1..=MOST).contains(&count), subject, "limit", limit(), "from 1 to 1,000,000,000 in a time")?;
        require(!per.is_zero() && per <= LONGEST, subject, "limit", limit(), "in a time from 1ns to 366 days")?;
        require(per.as_nanos() >= u128::from(count), subject, "limit", limit(), "one a nanosecond at most")?;
        let burst_can_be = burst.is_none_or(|burst| (1..=MOST).contains(&burst));
        require(burst_can_be, subject, "burst", burst.write(), "from 1 to 1,000,000,000")?;
        let refill = per.as_nanos() * u128::from(self.largest_burst()) / u128::from(count);
        require(
            refill <= LONGEST.as_nanos(),
            subject,
            "burst",
            burst.write(),
            "so small that `limit` makes up for it within 366 days",
        )?;
        require(wait <= LONGEST, subject, "wait", wait.write(), "at most 366 days")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![("limit", &mut self.limit), ("burst", &mut self.burst), ("wait", &mut self.wait)]
    }

    fn written(&self) -> Vec<(&'static str, String)> {
        let burst = self.burst.map_or_else(|| "off: limit".to_owned(), |burst| burst.write());
        vec![("limit", self.limit.write()), ("burst", burst), ("wait", self.wait.write())]
    }
}
