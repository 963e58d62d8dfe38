//! Settings that a source has: who counts, what is refused, and what follows a file that changes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use dyno::{Setting, SettingsErrors, Source};

mod bindings;
mod errors;
mod every;
mod later;
mod layers;
mod races;
mod sources;
mod start;
mod watch;

/// Loads a text, as `dyno.toml`.
fn load(text: &str) -> Result<(), SettingsErrors> {
    dyno::settings().load(Source::toml("dyno.toml", text))
}

/// One setting, as `value, from whom`.
fn shown(kind: &str, name: &str, setting: &str) -> String {
    let Setting { value, origin, .. } = dyno::settings().get(kind, name, setting).expect("there is such a setting");
    let origin = origin.to_string();
    let from = origin.split(file!().rsplit_once('.').expect("it has an extension").0).next().unwrap_or_default();
    format!("{value}, {from}").replace(" at tests/it/settings", "").trim_end_matches(" at ").to_owned()
}

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("dyno-settings-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file as most editors do: another that takes its place.
    fn replace(&self, name: &str, text: &str) -> PathBuf {
        let (path, new) = (self.path(name), self.path(&format!(".{name}.new")));
        fs::write(&new, text).expect("a file can be written");
        fs::rename(&new, &path).expect("a file can be renamed");
        path
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
