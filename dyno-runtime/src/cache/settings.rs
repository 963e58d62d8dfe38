//! What a cache is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cache::policy::CachePolicy;
use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a cache. Builder methods and attribute options have the same names. Entries keep the times that they were made with; all
/// else holds from the next call on.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Cache, CachePolicy};
///
/// let names = Cache::<u32, String>::builder("names").ttl(Duration::from_secs(30)).build()?;
/// names.configure(|settings| {
///     settings.policy = CachePolicy::XFetch { beta: 1.5 };
///     settings.stale_if_error = Duration::from_secs(60);
/// })?;
/// assert_eq!(names.settings().ttl, Some(Duration::from_secs(30)));
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CacheSettings {
    /// How long a value is good; `None` is for ever, and zero is for none but those who wait for it. Default: `None`.
    #[serde(with = "text")]
    pub ttl: Option<Duration>,
    /// Which of those who ask renews a value before it expires. Default: [`CachePolicy::Adaptive`].
    #[serde(with = "text")]
    pub policy: CachePolicy,
    /// How many entries there are at most, from 1 to 1,000,000,000; what was not used of late leaves. Default: 10,000.
    #[serde(with = "text")]
    pub capacity: u32,
    /// How long after its expiry a value is still served while one refresh runs; not while a breaker is open, when none can. Default: zero.
    #[serde(with = "text")]
    pub stale: Duration,
    /// How long after its expiry a value is served instead of an error: when the refresh fails, when a breaker is open, and when the time of
    /// whoever asks is up before there is another. An error that the function's `ignore` names is no failure but an answer, and is told. Default:
    /// zero.
    #[serde(with = "text")]
    pub stale_if_error: Duration,
    /// How long an error is kept, and given to whoever asks; `None` is off. Default: off.
    #[serde(with = "text")]
    pub negative_ttl: Option<Duration>,
    /// By what share in 0.0..=1.0 of the ttl chance makes it shorter, so that what was made together does not expire together. Default: 0.
    #[serde(with = "text")]
    pub jitter: f64,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            ttl: None,
            policy: CachePolicy::default(),
            capacity: 10_000,
            stale: Duration::ZERO,
            stale_if_error: Duration::ZERO,
            negative_ttl: None,
            jitter: 0.0,
        }
    }
}

impl CacheSettings {
    /// Finds what means nothing where no value expires.
    pub(super) fn check_expiry(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        if self.ttl.is_some() {
            return Ok(());
        }
        let is = |holds, setting, given, expected| require(holds, subject, setting, given, expected);
        let none = "0s where there is no `ttl`: nothing expires";
        is(self.stale.is_zero(), "stale", self.stale.write(), none)?;
        is(self.stale_if_error.is_zero(), "stale_if_error", self.stale_if_error.write(), none)?;
        is(self.jitter == 0.0, "jitter", self.jitter.write(), "0% where there is no `ttl`: nothing expires")
    }
}

impl Settings for CacheSettings {
    const KIND: &'static str = "cache";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let is = |holds, setting, given: String, expected| require(holds, subject, setting, given, expected);

        is(self.policy.is_possible(), "policy", self.policy.write(), "a factor from 0 to 1,000")?;
        is((1..=1_000_000_000).contains(&self.capacity), "capacity", self.capacity.write(), "from 1 to 1,000,000,000")?;
        let has_jitter = (0.0..=1.0).contains(&self.jitter);
        is(has_jitter, "jitter", self.jitter.write(), "a share from 0% to 100% (0.0 to 1.0 in code)")?;
        let keeps = self.negative_ttl != Some(Duration::ZERO);
        is(keeps, "negative_ttl", self.negative_ttl.write(), "longer than 0s, or `off`")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![
            ("ttl", &mut self.ttl),
            ("policy", &mut self.policy),
            ("capacity", &mut self.capacity),
            ("stale", &mut self.stale),
            ("stale_if_error", &mut self.stale_if_error),
            ("negative_ttl", &mut self.negative_ttl),
            ("jitter", &mut self.jitter),
        ]
    }
}
