//! The handle of a command: found by name, read and set while it runs.

use std::panic::Location;
use std::sync::Arc;

use crate::command::builder::{CommandBuilder, find_built};
use crate::command::plan::Plan;
use crate::command::settings::CommandSettings;
use crate::command::site::Site;
use crate::command::snapshot::CommandSnapshot;
use crate::command::state::StateRef;
use crate::command::watch::states;
use crate::error::{SettingsError, UnknownName};
use crate::settings::{Origin, configure};

/// An annotated function, in the registry that was in scope when it was looked up; or what [`Command::builder`] made of a name.
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
        Site::named(name).map(Site::state).or_else(|| find_built(name)).map(Self::of).ok_or_else(|| {
            let known = states().iter().map(|state| state.name().to_string()).collect();
            UnknownName::new("command", name, known)
        })
    }

    /// Begins a command of that name, for code without macros and for names that are made at run time: per tenant, per host. All
    /// settings have defaults, and nothing is guarded that is not asked for.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dyno::{Command, Error};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let tenant = "acme"; // known at run time
    /// let stock = Command::builder(format!("stock of {tenant}"))
    ///     .timeout(Duration::from_secs(2))
    ///     .group("depots")
    ///     .breaker(|breaker| breaker.failure_rate(0.5))
    ///     .bulkhead(|bulkhead| bulkhead.permits(32))
    ///     .build()?;
    ///
    /// let left = stock.call_async(|| async { Ok::<_, Error>(7) }).await?; // a call over the network
    /// assert_eq!((left, stock.snapshot().totals.calls.success), (7, 1));
    ///
    /// let same = Command::named("stock of acme")?;
    /// println!("{}", same.plan());
    /// # Ok(()) }
    /// ```
    ///
    /// It lives as long as a handle to it, or a call, and is then kept for whoever builds it again: the last 1,024 of a registry
    /// that were built or looked up are kept, of which the oldest 128 go when there is no more room. So a command may be built for
    /// every request, and still knows what its breaker has seen; and names that nobody uses any more cost nothing.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> CommandBuilder {
        CommandBuilder::new(name.into(), Location::caller())
    }

    pub(super) fn of(state: StateRef) -> Self {
        Self { state }
    }

    pub(super) fn state(&self) -> &StateRef {
        &self.state
    }

    /// Names its group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.state.group()
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
    /// [`SettingsError::OutOfRange`], [`SettingsError::Impossible`] for a function that no timeout can end, and
    /// [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut CommandSettings)) -> Result<(), SettingsError> {
        configure(&*self.state, &Origin::configured(Location::caller()), edit)
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
