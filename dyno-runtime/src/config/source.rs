//! Where settings are read from, as often as they are.

use std::fmt;
#[cfg(feature = "config")]
use std::fs;
#[cfg(feature = "config-watch")]
use std::hash::{DefaultHasher, Hash, Hasher};
#[cfg(feature = "config")]
use std::io;
#[cfg(feature = "config")]
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::written::Config;
use crate::error::{SettingsError, SettingsErrors};
#[cfg(feature = "config-watch")]
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// Where settings are read from: a file, a text, or whatever gives a [`Config`]. It is read when it is loaded, and again by
/// [`Settings::reload`](crate::Settings::reload).
///
/// ```
/// use dyno::{Config, Source};
///
/// let source = Source::by("environment", || serde_json::from_str::<Config>(&std::env::var("SHOP_SETTINGS").unwrap_or("{}".into())));
/// dyno::settings().load(source)?;
/// # Ok::<(), dyno::SettingsErrors>(())
/// ```
#[derive(Clone)]
pub struct Source {
    name: Arc<str>,
    read: Arc<Read>,
    #[cfg(feature = "config-watch")]
    file: Option<Arc<File>>,
}

/// A file, and for whoever watches it a hash of what was read of it last; 0 where it could not be read.
#[cfg(feature = "config")]
struct File {
    path: PathBuf,
    #[cfg(feature = "config-watch")]
    seen: AtomicU64,
}

type Read = dyn Fn() -> Result<Config, SettingsErrors> + Send + Sync;

impl Source {
    /// Reads by this; `name` is what errors and origins call it.
    pub fn by<E: fmt::Display>(
        name: impl Into<Arc<str>>,
        read: impl Fn() -> Result<Config, E> + Send + Sync + 'static,
    ) -> Self {
        let name = name.into();
        let place = name.clone();
        let malformed = move |error: E| {
            let malformed = SettingsError::Malformed { place: place.to_string(), problem: error.to_string() };
            SettingsErrors(vec![malformed])
        };
        Self::new(name, move || read().map_err(&malformed))
    }

    /// Reads a file in the format TOML. A path that is not absolute is one in the folder in which the program works now.
    #[cfg(feature = "config")]
    pub fn file(path: impl AsRef<Path>) -> Self {
        let path = std::path::absolute(&path).unwrap_or_else(|_| path.as_ref().to_owned());
        let name: Arc<str> = shown(&path).into();
        let file = Arc::new(File {
            path,
            #[cfg(feature = "config-watch")]
            seen: AtomicU64::new(0),
        });
        let (place, from) = (name.clone(), file.clone());
        let read = move || {
            let text = from.read();
            #[cfg(feature = "config-watch")]
            from.seen.store(hash(&text), Relaxed);
            let unreadable = |error| {
                let problem = format!("this file cannot be read: {error}");
                SettingsErrors(vec![SettingsError::Malformed { place: place.to_string(), problem }])
            };
            crate::config::toml::read(&place, &text.map_err(unreadable)?)
        };
        Self {
            #[cfg(feature = "config-watch")]
            file: Some(file),
            ..Self::new(name, read)
        }
    }

    /// Reads a text in the format TOML; `name` is what errors and origins call it.
    ///
    /// ```
    /// use dyno::{Breaker, Source};
    ///
    /// let texts = Breaker::builder("texts").build()?;
    /// dyno::settings().load(Source::toml("defaults", "[breaker.texts]\nprobes = 2"))?;
    /// assert_eq!(texts.settings().probes, 2);
    /// let problem = dyno::settings().load(Source::toml("defaults", "[breaker.texts]\nprobe = 2")).unwrap_err();
    /// assert_eq!(problem.to_string(), "defaults:2:1: breaker `texts` has no setting `probe`: did you mean `probes`?");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "config")]
    pub fn toml(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        let place = name.clone();
        Self::new(name, move || crate::config::toml::read(&place, &text))
    }

    fn new(name: Arc<str>, read: impl Fn() -> Result<Config, SettingsErrors> + Send + Sync + 'static) -> Self {
        Self {
            name,
            read: Arc::new(read),
            #[cfg(feature = "config-watch")]
            file: None,
        }
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn read(&self) -> Result<Config, SettingsErrors> {
        (self.read)()
    }

    /// The path, if it is a file.
    #[cfg(feature = "config-watch")]
    pub(super) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| &*file.path)
    }

    /// Whether it is a file that is not as it was when it was read last.
    #[cfg(feature = "config-watch")]
    pub(super) fn has_changed(&self) -> bool {
        self.file.as_ref().is_some_and(|file| hash(&file.read()) != file.seen.load(Relaxed))
    }

    /// Whether it is the same file.
    #[cfg(feature = "config-watch")]
    pub(super) fn is(&self, other: &Self) -> bool {
        self.path() == other.path()
    }

    /// Whether it is a file with nothing in it, as one is that somebody begins to write.
    #[cfg(feature = "config-watch")]
    pub(super) fn is_blank(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.read().is_ok_and(|text| text.trim().is_empty()))
    }
}

#[cfg(feature = "config")]
impl File {
    fn read(&self) -> io::Result<String> {
        fs::read_to_string(&self.path)
    }
}

#[cfg(feature = "config-watch")]
fn hash(text: &io::Result<String>) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.as_ref().map_err(ToString::to_string).hash(&mut hasher);
    hasher.finish()
}

/// Names a file as short as it can be.
#[cfg(feature = "config")]
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let inside = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    inside.as_deref().unwrap_or(path).display().to_string()
}

impl From<Config> for Source {
    fn from(config: Config) -> Self {
        Self::new("settings".into(), move || Ok(config.clone()))
    }
}

#[cfg(feature = "config")]
impl From<&str> for Source {
    /// The file of this path.
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}

#[cfg(feature = "config")]
impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::file(path)
    }
}

#[cfg(feature = "config")]
impl From<&PathBuf> for Source {
    /// The file of this path.
    fn from(path: &PathBuf) -> Self {
        Self::file(path)
    }
}

#[cfg(feature = "config")]
impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name).finish()
    }
}
