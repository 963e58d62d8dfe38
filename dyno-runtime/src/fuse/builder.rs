//! Builds a fuse: settings, and the name under which it is shared.

use std::sync::Arc;

use crate::clock::Clock;
use crate::error::SettingsError;
use crate::fuse::Fuse;
use crate::fuse::settings::FuseSettings;
use crate::fuse::shared::Shared;
use crate::registry::Registry;
use crate::settings::{Layers, Origin, Settings, nothing_is_loaded};

/// Builds a [`Fuse`]. Attribute options have the same names; [`FuseSettings`] says what each means.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct FuseBuilder {
    name: Arc<str>,
    settings: FuseSettings,
    /// Which of them were set here, be it to their defaults.
    given: Vec<&'static str>,
    /// Where its settings stand.
    origin: Origin,
    clock: Option<Clock>,
}

impl FuseBuilder {
    pub(super) fn new(name: Arc<str>, origin: Origin) -> Self {
        Self { name, settings: FuseSettings::default(), given: Vec::new(), origin, clock: None }
    }

    /// Begins blown, for this reason: for what is not to be used before somebody says so. `None` is intact; words such as `off`
    /// are no reason, and are refused.
    pub fn blown<'a>(self, reason: impl Into<Option<&'a str>>) -> Self {
        self.set("blown", |settings| settings.blown = reason.into().map(ToOwned::to_owned))
    }

    /// Lets this share pass while it is intact, in 0.0..=1.0.
    pub fn admit(self, share: f64) -> Self {
        self.set("admit", |settings| settings.admit = share)
    }

    /// Reads this clock. Default: that of the registry in scope.
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

    /// Checks the settings and registers the fuse in the registry in scope. A living fuse of that name is shared if it was built
    /// with the same settings, or if none are set here.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Conflict`] when the living one was built with others.
    pub fn build(self) -> Result<Fuse, SettingsError> {
        self.build_in(&Registry::current())
    }

    pub(crate) fn build_in(self, registry: &Registry) -> Result<Fuse, SettingsError> {
        let Self { name, settings, given, origin, clock } = self;
        let subject = FuseSettings::subject(&name);
        settings.check(&subject)?;
        // What is built here stands under its name before others are loaded.
        let _still = nothing_is_loaded();
        let (layers, now) = Layers::new(settings.clone(), &given, &origin).begin(&name, &registry.sheet())?;
        let clock = clock.unwrap_or_else(|| registry.clock().clone());
        let declared = registry.declare(&name, || {
            Shared::new(name.clone(), layers, clock, registry.event_log().clone(), registry.random(&name), now)
        });
        let is_same = |shared: &Shared| given.is_empty() || shared.is_declared_as(&settings);
        declared.shared(subject, is_same, Shared::built_at, &origin).map(Fuse::from)
    }

    fn set(mut self, setting: &'static str, set: impl FnOnce(&mut FuseSettings)) -> Self {
        self.given.push(setting);
        set(&mut self.settings);
        self
    }
}
