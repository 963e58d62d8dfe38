//! Builds a pool: settings, and the name under which it is shared.

use std::sync::Arc;
use std::time::Duration;

use crate::error::SettingsError;
use crate::pool::engine::Engine;
use crate::pool::settings::PoolSettings;
use crate::pool::{Owner, Pool};
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`Pool`]. Attribute options have the same names; [`PoolSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct PoolBuilder {
    name: Arc<str>,
    settings: PoolSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
}

impl PoolBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self { name, settings: PoolSettings::default(), given: Vec::new(), origin }
    }

    /// Has at most so many threads, which are started when they are needed.
    pub fn threads(self, threads: u32) -> Self {
        self.set("threads", |settings| settings.threads = threads)
    }

    /// Lets so many jobs wait for a thread, and rejects more.
    pub fn queue(self, queue: u32) -> Self {
        self.set("queue", |settings| settings.queue = queue)
    }

    /// Ends a thread that had nothing to do for so long.
    pub fn idle(self, idle: Duration) -> Self {
        self.set("idle", |settings| settings.idle = idle)
    }

    /// Lets a job wait for a thread for at most so long; `None` is off.
    pub fn queue_timeout(self, limit: impl Into<Option<Duration>>) -> Self {
        self.set("queue_timeout", |settings| settings.queue_timeout = limit.into())
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

    /// Checks the settings and registers the pool in the registry in scope. A living pool of that name is shared if it was built
    /// with the same settings, or if none are set here. No thread is started before there is a job.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Pool, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Pool, SettingsError> {
        let Self { name, settings, given, origin } = self;
        let subject = PoolSettings::subject(&name);
        settings.check(&subject)?;
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        let declared = registry.declare(&name, || {
            let clock = registry.clock().clone();
            Owner { engine: Engine::with_layers(name.clone(), clock, now, layers) }
        });
        let is_same = |owner: &Owner| given.is_empty() || owner.engine.is_declared_as(&settings);
        declared.shared(subject, is_same, |owner| owner.engine.built_at(), &origin).map(Pool::from)
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut PoolSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
