//! Builds a retry: settings, and the name under which it is shared.

use std::sync::Arc;

use crate::error::SettingsError;
use crate::registry::Registry;
use crate::retry::Retry;
use crate::retry::backoff::Backoff;
use crate::retry::jitter::Jitter;
use crate::retry::settings::RetrySettings;
use crate::retry::shared::Shared;
use crate::settings::{Layers, Origin, Settings, Text, nothing_is_loaded, require};

const NOT_CUSTOM: &str =
    "a back-off with numbers: a closure stands where it is called, `retry.backoff(|attempt, error| ..)`";

/// Builds a [`Retry`]. Attribute options have the same names; [`RetrySettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct RetryBuilder {
    name: Arc<str>,
    settings: RetrySettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
    seed: Option<u64>,
}

impl RetryBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self { name, settings: RetrySettings::default(), given: Vec::new(), origin, seed: None }
    }

    /// Makes so many attempts at most, the first included.
    pub fn n(self, n: u32) -> Self {
        self.set("n", |settings| settings.n = n)
    }

    /// Waits so long after each failed attempt.
    pub fn backoff(self, backoff: impl Into<Backoff>) -> Self {
        self.set("backoff", |settings| settings.backoff = backoff.into())
    }

    /// Spreads these waits.
    pub fn jitter(self, jitter: Jitter) -> Self {
        self.set("jitter", |settings| settings.jitter = jitter)
    }

    /// Retries at most this share (0.0..=1.0) of the calls that are under way in any 10 s, and 10 more; `None` is off.
    pub fn budget(self, share: impl Into<Option<f64>>) -> Self {
        self.set("budget", |settings| settings.budget = share.into())
    }

    /// Retries inside an attempt of an outer retry as well: see [`RetrySettings::nested`](crate::RetrySettings::nested).
    pub fn nested(self, nested: bool) -> Self {
        self.set("nested", |settings| settings.nested = nested)
    }

    /// Draws the jitter from this seed, so that it can be repeated.
    #[cfg(feature = "test-util")]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Tells whether any setting stands here.
    #[cfg(feature = "command")]
    pub(crate) fn is_settled(&self) -> bool {
        !self.given.is_empty()
    }

    /// Builds under another name.
    #[cfg(feature = "command")]
    pub(crate) fn named(mut self, name: Arc<str>) -> Self {
        self.name = name;
        self
    }

    /// Says where these settings stand.
    #[cfg(feature = "command")]
    pub(crate) fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Checks the settings and registers the retry in the registry in scope. A living retry of that name is shared if it was built
    /// with the same settings, or if none are set here.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Retry, SettingsError> {
        let subject = RetrySettings::subject(&self.name);
        let given = || self.settings.backoff.write();
        require(!self.settings.backoff.is_custom(), &subject, "backoff", given(), NOT_CUSTOM)?;
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Retry, SettingsError> {
        let Self { name, settings, given, origin, seed } = self;
        let subject = RetrySettings::subject(&name);
        settings.check(&subject)?;
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        let declared = registry.declare(&name, || {
            let random = seed.map_or_else(|| registry.random(&name), fastrand::Rng::with_seed);
            Shared::new(name.clone(), layers, now, random, registry)
        });
        let is_same = |shared: &Shared| given.is_empty() || shared.is_declared_as(&settings);
        declared.shared(subject, is_same, Shared::built_at, &origin).map(Retry::from)
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut RetrySettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
