//! The retry: how often, how long to wait between, and when to stop. Why: much of what fails goes well a moment later, and
//! whoever asks again at once, all together or for ever keeps down what is already down.
//!
//! What is decided is decided by pure functions here; whoever runs attempts draws the random number and sleeps.

mod after;
mod alone;
mod attempts;
mod backoff;
mod budget;
mod builder;
mod compound;
mod deposits;
mod due;
mod jitter;
mod pause;
mod retrying;
mod said;
mod schedule;
mod settings;
mod shared;
mod snapshot;
mod told;
mod within;

use std::panic::Location;
use std::sync::Arc;

pub use self::after::{RetryAfter, retry_after_header};
pub use self::alone::RetryCall;
pub use self::attempts::Spot;
pub use self::backoff::Backoff;
#[cfg(feature = "command")]
pub(crate) use self::budget::Calls;
pub use self::builder::RetryBuilder;
pub use self::compound::Compound;
#[cfg(feature = "command")]
pub(crate) use self::due::Due;
pub use self::jitter::Jitter;
pub use self::pause::Pause;
#[cfg(feature = "command")]
pub(crate) use self::schedule::GaveUp;
pub use self::settings::RetrySettings;
#[cfg(feature = "command")]
pub(crate) use self::shared::Ask;
pub(crate) use self::shared::Shared;
pub use self::snapshot::RetrySnapshot;
pub use self::told::{NoRetryAfter, Told};
#[cfg(feature = "command")]
pub(crate) use self::within::is_within;
#[cfg(all(feature = "command", feature = "pool"))]
pub(crate) use self::within::when_within;
pub use self::within::{retried, retried_sync};
use crate::error::{SettingsError, UnknownName};
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A retry: shared by name with its budget, cloned for the price of a reference count.
///
/// It lives as long as a handle to it, or a command that uses it.
#[derive(Clone, Debug)]
pub struct Retry {
    shared: Arc<Shared>,
}

impl Retry {
    /// Begins a retry of that name. All settings have defaults. Keep what is built: the next one of that name begins with another budget where no
    /// handle to this one lives, and no command that uses it.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> RetryBuilder {
        RetryBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living retry of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("retry", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> RetrySettings {
        self.shared.settings()
    }

    /// Changes settings while it runs, as a whole or not at all; what waits for its next attempt waits as long as it was to. `edit`
    /// runs again on what the settings are then, when somebody else changed them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut RetrySettings)) -> Result<(), SettingsError> {
        configure(&*self.shared, &Origin::configured(Location::caller()), edit)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> RetrySnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers what is left of its budget.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

/// Finds a living retry by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn retry(name: &str) -> Result<Retry, UnknownName> {
    Retry::named(name)
}

impl From<Arc<Shared>> for Retry {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}
