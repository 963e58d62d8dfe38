//! The handle of a command: found by name, read and set while it runs.

use std::panic::Location;

use crate::command::plan::Plan;
use crate::command::settings::CommandSettings;
use crate::command::site::Site;
use crate::command::snapshot::CommandSnapshot;
use crate::command::state::StateRef;
use crate::error::{SettingsError, UnknownName};
use crate::settings::Origin;

/// An annotated function, in the registry that was in scope when it was looked up.
///
/// ```
/// use std::time::Duration;
/// # #[derive(Debug)] struct Late; impl From<dyno::Error> for Late { fn from(_: dyno::Error) -> Self { Self } }
/// #[dyno::command(timeout = 2s, name = "stock")]
/// async fn stock() -> Result<u32, Late> {
///     Ok(7)
/// }
///
/// let command = dyno::Command::named("stock")?;
/// command.configure(|settings| settings.timeout = Some(Duration::from_millis(500)))?;
/// assert_eq!(command.settings().timeout, Some(Duration::from_millis(500)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Command {
    state: StateRef,
}

impl Command {
    /// Finds a command by its name, called or not.
    ///
    /// # Errors
    ///
    /// [`UnknownName`] with the nearest name.
    pub fn named(name: &str) -> Result<Self, UnknownName> {
        let sites = Site::all();
        let site = sites.iter().find(|site| *site.name() == *name).ok_or_else(|| {
            let known = sites.iter().map(|site| site.name().to_string()).collect();
            UnknownName::new("command", name, known)
        })?;
        Ok(Self { state: site.state() })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.state.name()
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> CommandSettings {
        self.state.settings()
    }

    /// Changes settings while it runs, as a whole or not at all; calls in flight keep the limits they began with. `edit`
    /// runs again on what the settings are then, when somebody else changed them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Impossible`] for a function that no timeout can end.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut CommandSettings)) -> Result<(), SettingsError> {
        self.state.configure(&Origin::configured(Location::caller()), edit)
    }

    /// Lists what guards it, outermost first, with what holds now.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::of(&self.state)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> CommandSnapshot {
        self.state.snapshot()
    }
}
