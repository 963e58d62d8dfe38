//! Loads a file again as soon as it changes.

use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::config::folders::Folders;
use crate::config::handle::Settings;
use crate::config::load::Loads;
use crate::config::source::Source;
use crate::error::{SettingsError, SettingsErrors};
use crate::outcome::contained;
use crate::registry::WeakRegistry;

/// How long nothing may happen before a file is read: whoever writes it may not have ended.
const QUIET: Duration = Duration::from_millis(50);
/// After so many such times it is read in any case, because in the same folder something may happen all the time.
const ROUNDS: u32 = 10;

/// Has a file loaded again whenever it changes, until it is dropped or the registry is.
#[must_use = "nobody watches the file any more when this is dropped; `detach` watches it as long as the registry lives"]
pub struct Watching {
    loads: Arc<Loads>,
    watched: Watched,
}

/// Ends the watch when it is dropped.
pub(super) struct Watched {
    /// First, so that whoever is woken finds it gone.
    _alive: Arc<()>,
    _wakes: Wakes,
}

/// Wakes whoever watches when it is dropped.
struct Wakes(Sender<()>);

impl Drop for Wakes {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

impl Settings {
    /// Watches the file that was loaded last, and loads it as soon as it changes, on a thread of its own. It is the folders by way of which it is
    /// found that are watched, so that it is seen as well when the file is replaced by another, or one of them, or a link. What cannot be loaded is told by `tracing` and as an event, and those settings
    /// stay that were good. It follows this file alone, and rests while another is loaded.
    ///
    /// ```no_run
    /// dyno::settings().load("dyno.toml")?;
    /// let watching = dyno::settings().watch()?;
    /// // .. serve
    /// drop(watching); // or `watching.detach()`
    /// # Ok::<(), dyno::SettingsErrors>(())
    /// ```
    ///
    /// Write a new file and rename it, as most editors do: what is written in its place is read while it is not whole, if the writing takes
    /// longer than 50 ms.
    ///
    /// # Errors
    ///
    /// Where no file was loaded, or where the system cannot watch its folder.
    pub fn watch(&self) -> Result<Watching, SettingsErrors> {
        self.watch_with(|_| ())
    }

    /// The same, and tells what became of each new version of the file.
    ///
    /// # Errors
    ///
    /// As with [`Settings::watch`].
    pub fn watch_with(
        &self,
        mut tell: impl FnMut(&Result<(), SettingsErrors>) + Send + 'static,
    ) -> Result<Watching, SettingsErrors> {
        let registry = self.registry();
        let loads = Loads::of(registry);
        let source = loads.source();
        let Some((source, path)) =
            source.and_then(|source| source.path().map(std::path::Path::to_owned).map(|path| (source, path)))
        else {
            let place = "settings".to_owned();
            let problem = "no file was loaded that could be watched: `load` it first".to_owned();
            return Err(SettingsErrors(vec![SettingsError::Malformed { place, problem }]));
        };
        let unwatched = |error: &dyn fmt::Display| {
            let problem = format!("this file cannot be watched: {error}");
            SettingsErrors(vec![SettingsError::Malformed { place: source.name().to_owned(), problem }])
        };
        let (tells, changes) = channel();
        let folders = Folders::watch(&path, tells.clone()).map_err(|error| unwatched(&error))?;
        // It may have changed since it was loaded.
        let _ = tells.send(());
        let alive = Arc::new(());
        let (whose, whether) = (registry.downgrade(), Arc::downgrade(&alive));
        let following = Following { changes, folders, alive: whether, registry: whose, source: source.clone() };
        thread::Builder::new()
            .name("dyno-settings".to_owned())
            .spawn(move || following.run(|loaded| contained(|| tell(loaded))))
            .map_err(|error| unwatched(&error))?;
        Ok(Watching { loads, watched: Watched { _alive: alive, _wakes: Wakes(tells) } })
    }
}

impl Watching {
    /// Watches as long as the registry lives.
    pub fn detach(self) {
        self.loads.keep(self.watched);
    }
}

impl fmt::Debug for Watching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watching").finish_non_exhaustive()
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").finish_non_exhaustive()
    }
}

/// What the thread needs that watches.
struct Following {
    changes: Receiver<()>,
    folders: Folders,
    alive: Weak<()>,
    registry: WeakRegistry,
    source: Source,
}

impl Following {
    /// Loads the file whenever it has changed, until nobody wants that any more.
    fn run(mut self, mut tell: impl FnMut(&Result<(), SettingsErrors>)) {
        while self.changes.recv().is_ok() && self.alive.upgrade().is_some() {
            for _ in 0..ROUNDS {
                thread::sleep(QUIET);
                if self.changes.try_iter().count() == 0 {
                    break;
                }
            }
            self.folders.follow();
            for _ in 0..ROUNDS {
                if !self.source.is_blank() {
                    break;
                }
                thread::sleep(QUIET);
            }
            let (Some(registry), Some(_)) = (self.registry.upgrade(), self.alive.upgrade()) else { return };
            let loads = Loads::of(&registry);
            let is_loaded = loads.source().is_some_and(|loaded| loaded.is(&self.source));
            if is_loaded && self.source.has_changed() {
                tell(&loads.load(&registry, self.source.clone()));
            }
        }
    }
}
