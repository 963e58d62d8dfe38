//! Loads a file again as soon as it changes.

use std::fmt;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

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
    _watcher: RecommendedWatcher,
    _alive: Arc<()>,
}

impl Settings {
    /// Watches the file that was loaded last, and loads it as soon as it changes, on a thread of its own. It is the folder that is watched, so
    /// that a file which is replaced by another is seen as well. What cannot be loaded is told by `tracing` and as an event, and those settings
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
        let watcher = watcher(&path, tells.clone()).map_err(|error| unwatched(&error))?;
        // It may have changed since it was loaded.
        let _ = tells.send(());
        drop(tells);
        let alive = Arc::new(());
        let (alive_still, registry, its) = (Arc::downgrade(&alive), registry.downgrade(), source.clone());
        thread::Builder::new()
            .name("dyno-settings".to_owned())
            .spawn(move || run(&changes, &alive_still, &registry, &its, |loaded| contained(|| tell(loaded))))
            .map_err(|error| unwatched(&error))?;
        Ok(Watching { loads, watched: Watched { _watcher: watcher, _alive: alive } })
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

/// Watches the folder of a file, and where the file is a link also that of the file which it leads to.
fn watcher(path: &Path, changed: Sender<()>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Also an error may mean that something was missed.
        if event.is_ok_and(|event| is_read(event.kind)) {
            return;
        }
        let _ = changed.send(());
    })?;
    let folder = |path: &Path| path.parent().map(Path::to_owned);
    let mut folders: Vec<_> =
        [folder(path), path.canonicalize().ok().as_deref().and_then(folder)].into_iter().flatten().collect();
    folders.dedup();
    for folder in folders {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Whether somebody only looks at it, as we do.
fn is_read(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

fn run(
    changes: &Receiver<()>,
    alive: &Weak<()>,
    registry: &WeakRegistry,
    source: &Source,
    mut tell: impl FnMut(&Result<(), SettingsErrors>),
) {
    while changes.recv().is_ok() {
        for _ in 0..ROUNDS {
            thread::sleep(QUIET);
            if changes.try_iter().count() == 0 {
                break;
            }
        }
        for _ in 0..ROUNDS {
            if !source.is_blank() {
                break;
            }
            thread::sleep(QUIET);
        }
        let (Some(registry), Some(_)) = (registry.upgrade(), alive.upgrade()) else { return };
        let loads = Loads::of(&registry);
        let is_loaded = loads.source().is_some_and(|loaded| loaded.is(source));
        if is_loaded && source.has_changed() {
            tell(&loads.load(&registry, source.clone()));
        }
    }
}
