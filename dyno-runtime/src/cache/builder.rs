//! Builds a cache: settings, and the name under which it is shared.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::cache::Cache;
use crate::cache::core::Core;
use crate::cache::policy::{CachePolicy, EarlyRefresh};
use crate::cache::settings::CacheSettings;
use crate::clock::Clock;
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`Cache`]. Attribute options have the same names; [`CacheSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct CacheBuilder<K, V> {
    name: Arc<str>,
    settings: CacheSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
    clock: Option<Clock>,
    seed: Option<u64>,
    early: Option<Arc<dyn EarlyRefresh>>,
    of: PhantomData<fn() -> (K, V)>,
}

impl<K: Send + Sync + 'static, V: Send + Sync + 'static> CacheBuilder<K, V> {
    pub(crate) fn new(name: Arc<str>, origin: Origin) -> Self {
        let settings = CacheSettings::default();
        Self { name, settings, given: Vec::new(), origin, clock: None, seed: None, early: None, of: PhantomData }
    }

    /// Has a value live so long; `None` is for ever.
    pub fn ttl(self, ttl: impl Into<Option<Duration>>) -> Self {
        self.set("ttl", |settings| settings.ttl = ttl.into())
    }

    /// Decides by this who renews a value before it expires.
    pub fn policy(self, policy: CachePolicy) -> Self {
        self.set("policy", |settings| settings.policy = policy)
    }

    /// Decides by a policy of your own who renews a value before it expires; `policy` does not matter then. Two of them cannot be compared, so
    /// nobody else can build a cache of that name while it lives, but [`dyno::cache`](crate::cache()) finds it.
    pub fn early(mut self, early: impl EarlyRefresh) -> Self {
        self.early = Some(Arc::new(early));
        self
    }

    /// Holds so many entries at most.
    pub fn capacity(self, capacity: u32) -> Self {
        self.set("capacity", |settings| settings.capacity = capacity)
    }

    /// Serves a value so long after its expiry while one refresh runs.
    pub fn stale(self, time: Duration) -> Self {
        self.set("stale", |settings| settings.stale = time)
    }

    /// Serves a value so long after its expiry instead of an error.
    pub fn stale_if_error(self, time: Duration) -> Self {
        self.set("stale_if_error", |settings| settings.stale_if_error = time)
    }

    /// Keeps an error so long; `None` is off.
    pub fn negative_ttl(self, ttl: impl Into<Option<Duration>>) -> Self {
        self.set("negative_ttl", |settings| settings.negative_ttl = ttl.into())
    }

    /// Lets chance make the ttl shorter by up to this share in 0.0..=1.0.
    pub fn jitter(self, share: f64) -> Self {
        self.set("jitter", |settings| settings.jitter = share)
    }

    /// Reads this clock. Default: that of the registry in scope.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// Throws its dice from this seed, so that they can be repeated.
    #[cfg(feature = "test-util")]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Checks the settings and registers the cache in the registry in scope. A living cache of that name is shared if it
    /// was built with the same settings, or if none are set here; for other types it has other entries.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Cache<K, V>, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Cache<K, V>, SettingsError> {
        Ok(Cache::from(self.core(registry)?.store()))
    }

    /// Builds what is the same whatever the keys and values are.
    pub(crate) fn core(self, registry: &Registry) -> Result<Arc<Core>, SettingsError> {
        let Self { name, settings, given, origin, clock, seed, early, of: _ } = self;
        let subject = CacheSettings::subject(&name);
        settings.check(&subject)?;
        settings.check_expiry(&subject)?;
        let clock = clock.unwrap_or_else(|| registry.clock().clone());
        let is_custom = early.is_some();
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        now.check_expiry(&subject)?;
        let declared = registry.declare(&name, || Core::new(name.clone(), layers, clock, now, early, seed));
        let is_same = |core: &Core| !is_custom && (given.is_empty() || core.is_declared_as(&settings));
        declared.shared(subject, is_same, Core::built_at, &origin)
    }

    /// Builds that of a function: where another has the name, nobody finds it by that, and each has its own values.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`].
    #[cfg(feature = "command")]
    pub(crate) fn core_of_its_own(self, registry: &Registry) -> Result<Arc<Core>, SettingsError> {
        let Self { name, settings, given, origin, clock, early, seed, of: _ } = self;
        settings.check(&CacheSettings::subject(&name))?;
        let clock = clock.unwrap_or_else(|| registry.clock().clone());
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings, &given, &origin).begin(&name, &registry.sheet())?;
        let core: Arc<Core> = Core::new(name.clone(), layers, clock, now, early, seed).into();
        registry.declare_this(&name, core.clone());
        Ok(core)
    }

    /// Builds one that nobody finds by its name.
    #[cfg(feature = "command")]
    pub(crate) fn unregistered(self, registry: &Registry) -> Arc<Core> {
        let Self { name, settings, given, origin, clock, early, seed, of: _ } = self;
        let clock = clock.unwrap_or_else(|| registry.clock().clone());
        let layers = Layers::new(settings.clone(), &given, &origin);
        Core::new(name, layers, clock, settings, early, seed).into()
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut CacheSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
