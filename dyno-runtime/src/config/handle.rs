//! All settings of a registry: seen, loaded, and read again.

use std::fmt;
use std::panic::Location;

use serde::{Deserialize, Serialize};

use crate::config::living::{Living, all, declared, needed, those};
use crate::config::load::{Loads, release};
use crate::config::source::Source;
use crate::config::steer::{ActBuilder, Book, Override, OverrideBuilder, Signed, SteerError};
use crate::error::{SettingsError, SettingsErrors, printable};
use crate::event::{Act, AuditEntry};
use crate::registry::Registry;
use crate::settings::Origin;

/// All settings of a registry. Its `Display` is a line for each.
///
/// A setting has the value that an override gives it, else that which was given by hand (`configure`), else that of the source which was loaded, else that of the attribute or
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
        Book::of(&self.registry).settle(&self.registry);
        all(&self.registry, declared(&self.registry)).iter().flat_map(of).collect()
    }

    /// Finds one.
    #[must_use]
    pub fn get(&self, kind: &str, name: &str, setting: &str) -> Option<Setting> {
        Book::of(&self.registry).settle(&self.registry);
        let about = [(kind.to_owned(), name.to_owned())];
        let living = those(&self.registry, &about, needed(&self.registry, &about));
        let its = living.iter().filter(|thing| (thing.kind(), &**thing.name()) == (kind, name));
        its.flat_map(of).find(|one| one.setting == setting)
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

    /// Begins to override settings of what has this kind and name: above all else, with a reason, for a time or until it is undone.
    ///
    /// What is overridden stands above `configure`, files, attributes and builders, and what is said there meanwhile counts as soon as it ends. A later
    /// override of the same setting stands above an earlier one. It holds as well for what is built under that name later.
    #[track_caller]
    pub fn override_(&self, kind: impl Into<String>, name: impl Into<String>) -> OverrideBuilder {
        OverrideBuilder::new(self.registry.clone(), kind.into(), name.into(), Location::caller())
    }

    /// Begins to do something to a breaker, a fuse or a cache that is no setting, with a reason: what [`Act`] lists. It is undone as an override is, and
    /// gives back what was before.
    #[track_caller]
    pub fn act(&self, kind: impl Into<String>, name: impl Into<String>, act: Act) -> ActBuilder {
        ActBuilder::new(self.registry.clone(), kind.into(), name.into(), act, Location::caller())
    }

    /// Lists what is overridden, and what was done that lasts, the oldest first, also what others stand above.
    #[must_use]
    pub fn overrides(&self) -> Vec<Override> {
        Book::of(&self.registry).overrides(&self.registry)
    }

    /// Takes an override back: what is below it counts again.
    ///
    /// # Errors
    ///
    /// [`SteerError::Ended`] where it has ended by then, or another stands above it; [`SteerError::Overtaken`] where something else has happened since
    /// to what was done; [`SteerError::Irrevocable`], [`SteerError::UnknownId`]; [`SteerError::NotKept`] where the file in which overrides are kept
    /// cannot be written, and then it is in force as it was.
    #[track_caller]
    pub fn undo(&self, id: u64) -> Result<AuditEntry, SteerError> {
        Book::of(&self.registry).undo(&self.registry, id, Signed::at(Location::caller()).because("by code"))
    }

    /// Takes an override back as [`Settings::undo`] does, and says who does it and why. Of nobody it is the place in the program that does.
    ///
    /// # Errors
    ///
    /// Those of [`Settings::undo`]; [`SteerError::NoReason`] and [`SteerError::TooLong`].
    #[track_caller]
    pub fn undo_by(&self, id: u64, who: impl Into<String>, why: impl Into<String>) -> Result<AuditEntry, SteerError> {
        let signed = Signed::at(Location::caller()).by(who.into()).because(why);
        Book::of(&self.registry).undo(&self.registry, id, signed)
    }

    /// Lists what was changed while the program ran, by whom and why, and what became of it: the last 1,024, the oldest first.
    #[must_use]
    pub fn audit(&self) -> Vec<AuditEntry> {
        Book::of(&self.registry).audit(&self.registry)
    }

    /// Keeps overrides in a file from now on, so that they outlive the process: those that are in it already, from an earlier run, are in force at once,
    /// also for what is built later. Their times go on meanwhile, and what is over by now is not in force again. The file is
    /// replaced as a whole before a change is in force, so that what is kept is what is so; where it cannot be written, nothing changes, and nothing is
    /// undone either. What ends by itself ends all the same: that it stays in the file is told to `tracing`, and the file is tried again every few
    /// seconds. It is for one process.
    ///
    /// The order in the file is the order in which they stand above each other. Their numbers rise with it: those that do not, since somebody has written into the file, are
    /// given anew.
    ///
    /// What is done that lasts, such as a breaker that is forced open, is done again to what attributes declare and what is there by now. Where there is
    /// nothing of that name, or where a value does not go with what there is, it has no effect, which is no error: it stays in the file, is told to
    /// `tracing`, and [`Settings::overrides`] says why (`problem`).
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("dyno-overrides-{}", std::process::id()));
    /// let tills = dyno::Breaker::builder("kept tills").build()?;
    /// dyno::settings().keep_overrides(&path)?;
    /// dyno::settings().override_("breaker", "kept tills").set("probes", "2").by("ada").because("moving").apply()?;
    /// assert!(std::fs::read_to_string(&path)?.contains("set.\"probes\" = \"2\""));
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What cannot be read in the file, each with its place. All the rest is in force then, and what is wrong stays in the file. A file that cannot be read is not
    /// written either, and nothing is kept.
    ///
    /// [`SettingsError::NotKept`](crate::SettingsError::NotKept) where the file can be read, or is not there yet, and cannot be written, on a full disk for one: all that it says is in force then as
    /// well. It is tried again every few seconds, and until it can be written whatever would be kept in it is refused.
    #[cfg(feature = "config")]
    pub fn keep_overrides(&self, path: impl AsRef<std::path::Path>) -> Result<(), SettingsErrors> {
        Book::of(&self.registry).keep(&self.registry, path.as_ref())
    }

    #[cfg(feature = "config-watch")]
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }
}

/// The settings of one thing.
fn of(thing: &Living) -> Vec<Setting> {
    let settings = thing.planned().into_iter().map(|(setting, value, origin)| Setting {
        kind: thing.kind().to_owned(),
        name: thing.name().to_string(),
        setting: setting.to_owned(),
        value,
        origin,
    });
    settings.collect()
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
        [format!("{kind} {}", printable(&name)), format!("{setting} = {}", printable(&value)), origin.to_string()]
    }
}
