//! Builds a rate limit: settings, and the name under which it is shared.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::SettingsError;
use crate::rate_limit::RateLimit;
use crate::rate_limit::rate::Rate;
use crate::rate_limit::settings::RateLimitSettings;
use crate::rate_limit::shared::Shared;
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`RateLimit`]. Attribute options have the same names; [`RateLimitSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct RateLimitBuilder {
    name: Arc<str>,
    settings: RateLimitSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
    clock: Option<Clock>,
}

impl RateLimitBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self { name, settings: RateLimitSettings::default(), given: Vec::new(), origin, clock: None }
    }

    /// Lets so many through in so much time.
    pub fn limit(self, count: u32, per: Duration) -> Self {
        self.set("limit", |settings| settings.limit = Rate::new(count, per))
    }

    /// Lets so many through as `rate` says: [`RateLimitBuilder::limit`] of one value.
    pub fn rate(self, rate: Rate) -> Self {
        self.limit(rate.count, rate.per)
    }

    /// Lets so many come at once after a quiet time; `None` is as many as `limit` lets through in its time.
    pub fn burst(self, burst: impl Into<Option<u32>>) -> Self {
        self.set("burst", |settings| settings.burst = burst.into())
    }

    /// Lets whoever comes too early wait so long for its turn; zero turns it away at once.
    pub fn wait(self, limit: Duration) -> Self {
        self.set("wait", |settings| settings.wait = limit)
    }

    /// Reads this clock. Default: that of the registry in scope. How long somebody waits is always measured by tokio's clock, or where a
    /// thread blocks by the system's.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// Builds under another name.
    #[cfg(feature = "command")]
    pub(crate) fn named(mut self, name: Arc<str>) -> Self {
        self.name = name;
        self
    }

    /// Tells whether any setting was given.
    #[cfg(feature = "command")]
    pub(crate) fn is_settled(&self) -> bool {
        !self.given.is_empty()
    }

    /// Says where these settings stand.
    #[cfg(feature = "command")]
    pub(crate) fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Checks the settings and registers the rate limit in the registry in scope. A living rate limit of that name is shared if
    /// it was built with the same settings, or if none are set here.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<RateLimit, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<RateLimit, SettingsError> {
        let Self { name, settings, given, origin, clock } = self;
        let subject = RateLimitSettings::subject(&name);
        settings.check(&subject)?;
        let clock = clock.unwrap_or_else(|| registry.clock().clone());
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        let declared = registry.declare(&name, || Shared::new(name.clone(), layers, clock, now));
        let is_same = |shared: &Shared| given.is_empty() || shared.is_declared_as(&settings);
        declared.shared(subject, is_same, Shared::built_at, &origin).map(RateLimit::from)
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut RateLimitSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
