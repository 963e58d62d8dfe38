//! Builds a bulkhead: settings, and the name under which it is shared.

use std::sync::Arc;
use std::time::Duration;

use crate::bulkhead::Bulkhead;
use crate::bulkhead::settings::BulkheadSettings;
use crate::bulkhead::shared::Shared;
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`Bulkhead`]. Attribute options have the same names; [`BulkheadSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct BulkheadBuilder {
    name: Arc<str>,
    settings: BulkheadSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
}

impl BulkheadBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self { name, settings: BulkheadSettings::default(), given: Vec::new(), origin }
    }

    /// Lets so many be at work at once.
    pub fn permits(self, permits: u32) -> Self {
        self.set("permits", |settings| settings.permits = permits)
    }

    /// Lets so many more wait for a permit.
    pub fn queue(self, queue: u32) -> Self {
        self.set("queue", |settings| settings.queue = queue)
    }

    /// Lets nobody wait longer than this; `None` is off.
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

    /// Checks the settings and registers the bulkhead in the registry in scope. A living bulkhead of that name is shared if it
    /// was built with the same settings, or if none are set here.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Bulkhead, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Bulkhead, SettingsError> {
        let Self { name, settings, given, origin } = self;
        let subject = BulkheadSettings::subject(&name);
        settings.check(&subject)?;
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        let declared = registry.declare(&name, || Shared::new(name.clone(), layers, now));
        let is_same = |shared: &Shared| given.is_empty() || shared.is_declared_as(&settings);
        declared.shared(subject, is_same, Shared::built_at, &origin).map(Bulkhead::from)
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut BulkheadSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
