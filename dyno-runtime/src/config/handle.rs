//! All settings of a registry: seen, loaded, and read again.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::living::{all, declared};
use crate::config::load::{Loads, release};
use crate::config::source::Source;
use crate::error::{SettingsError, SettingsErrors};
use crate::registry::Registry;
use crate::settings::Origin;

/// All settings of a registry. Its `Display` is a line for each.
///
/// A setting has the value that was given by hand (`configure`), else that of the source which was loaded, else that of the attribute or
/// builder, else its default. What is no longer in the source when it is loaded again has the value below it again.
///
/// Each registry has settings of its own, and so has a child: what is loaded into one is not loaded into another.
///
/// ```
/// #[dyno::command(timeout = 2s, name = "sold", breaker("tills", failure_rate = 30%))]
/// async fn sold() -> Result<u32, dyno::Error> {
///     Ok(7)
/// }
///
/// # #[cfg(feature = "config")] {
/// dyno::settings().load(dyno::Source::toml("dyno.toml", "[command.sold]\ntimeout = \"500ms\""))?;
/// let timeout = dyno::settings().get("command", "sold", "timeout").unwrap();
/// assert_eq!((&*timeout.value, &*timeout.origin.to_string()), ("500ms", "file at dyno.toml:2:1"));
/// println!("{}", dyno::settings());
/// // breaker tills  failure_rate = 30%  attribute at src/shop.rs:1
/// // command sold   timeout = 500ms     file at dyno.toml:2:1
/// // ..
/// # }
/// # Ok::<(), dyno::SettingsErrors>(())
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    registry: Registry,
}

/// One of the [`Settings`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Setting {
    /// The word of the attribute: `command`, `breaker`, `bulkhead`, `cache`, `fuse`, `pool`, `rate_limit`, `retry`; or `binding`.
    pub kind: String,
    /// What is called by that name.
    pub name: String,
    /// Its name in attributes.
    pub setting: String,
    /// Its value, written as in attributes.
    pub value: String,
    /// Who set it.
    pub origin: Origin,
}

/// Gives the settings of the registry in scope.
#[must_use]
pub fn settings() -> Settings {
    Registry::current().settings()
}

impl Registry {
    /// Gives all settings of what is in it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings { registry: self.clone() }
    }
}

impl Settings {
    /// Lists all, by kind and name, of what is declared, called or not, and of what was built and lives.
    #[must_use]
    pub fn all(&self) -> Vec<Setting> {
        self.of(|_, _| true)
    }

    /// Finds one.
    #[must_use]
    pub fn get(&self, kind: &str, name: &str, setting: &str) -> Option<Setting> {
        self.of(|its_kind, its_name| (its_kind, its_name) == (kind, name))
            .into_iter()
            .find(|one| one.setting == setting)
    }

    /// Those of some kinds and names.
    fn of(&self, is_asked: impl Fn(&str, &str) -> bool) -> Vec<Setting> {
        let mut things = all(&self.registry, declared(&self.registry));
        things.retain(|thing| is_asked(thing.kind(), thing.name()));
        let settings = things.iter().flat_map(|thing| {
            thing.planned().into_iter().map(|(setting, value, origin)| Setting {
                kind: thing.kind().to_owned(),
                name: thing.name().to_string(),
                setting: setting.to_owned(),
                value,
                origin,
            })
        });
        settings.collect()
    }

    /// Reads a source, such as the path of a `dyno.toml`, and sets what it says, in the stead of what was loaded before: as a whole, or if
    /// anything in it is wrong not at all. Calls in flight go on, and windows, permits and subscribers are kept. What was changed by hand
    /// stays above it.
    ///
    /// # Errors
    ///
    /// All that is wrong, each with its place, and then all is as it was: what cannot be read, unknown names with the nearest ones, values
    /// without a unit or out of range. An event tells of it as well.
    pub fn load(&self, source: impl Into<Source>) -> Result<(), SettingsErrors> {
        Loads::of(&self.registry).load(&self.registry, source.into())
    }

    /// Reads again what was loaded last, as [`Settings::load`] does.
    ///
    /// # Errors
    ///
    /// As with [`Settings::load`]; also where nothing was loaded.
    pub fn reload(&self) -> Result<(), SettingsErrors> {
        let nothing = || {
            let problem = "nothing was loaded that could be read again: `load` it first".to_owned();
            SettingsErrors(vec![SettingsError::Malformed { place: "settings".to_owned(), problem }])
        };
        let loads = Loads::of(&self.registry);
        let source = loads.source().ok_or_else(nothing)?;
        loads.load(&self.registry, source)
    }

    /// Takes back what `configure` has set of a policy or a command: it is set to what was loaded, or was built, again.
    ///
    /// ```
    /// use dyno::Breaker;
    ///
    /// let released = Breaker::builder("released").probes(2).build()?;
    /// released.configure(|settings| settings.probes = 9)?;
    /// dyno::settings().release("breaker", "released")?;
    /// assert_eq!(released.settings().probes, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SettingsError::Unknown`] where nothing is called so, and where what was loaded goes only with what was set by hand.
    pub fn release(&self, kind: &str, name: &str) -> Result<(), SettingsErrors> {
        release(&self.registry, kind, name)
    }

    #[cfg(feature = "config-watch")]
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }
}

impl IntoIterator for Settings {
    type Item = Setting;
    type IntoIter = std::vec::IntoIter<Setting>;

    fn into_iter(self) -> Self::IntoIter {
        self.all().into_iter()
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.all().into_iter().map(Setting::columns).collect();
        let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or_default();
        let (subject, setting) = (width(0), width(1));
        for (number, [whose, what, origin]) in lines.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{whose:<subject$}  {what:<setting$}  {origin}")?;
        }
        Ok(())
    }
}

impl Setting {
    fn columns(self) -> [String; 3] {
        let Self { kind, name, setting, value, origin } = self;
        [format!("{kind} {name}"), format!("{setting} = {value}"), origin.to_string()]
    }
}
