//! The fuse. Why: some things are better switched off than endured: a costly search under load, a feature that is not tested yet, one that
//! is shown to a tenth of the users first. A fuse is blown and reset by hand or by settings, and what happens inside never blows it.
//!
//! The path of an intact one is one load. `state` is who said what of it, `share` which keys pass where only a share of them does.

mod builder;
mod live;
mod settings;
mod share;
mod shared;
mod snapshot;
mod state;
#[cfg(feature = "command")]
mod steered;

use std::future::Future;
use std::hash::Hash;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

pub use self::builder::FuseBuilder;
pub use self::settings::FuseSettings;
#[cfg(feature = "command")]
pub(crate) use self::shared::Chosen;
pub(crate) use self::shared::Shared;
pub use self::snapshot::FuseSnapshot;
#[cfg(feature = "command")]
pub(crate) use self::steered::Before;
use crate::error::{Error, SettingsError, UnknownName};
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A re-settable fuse: shared by name, cloned for the price of a reference count.
///
/// Blown, it turns everybody away, with the reason. It is blown and reset by hand, or by its settings; the last word counts, whether or not it is
/// another than the one before. A file that is loaded again as it was says nothing. It lives as long as a handle to it, or a command that uses it.
/// Of two that speak at the same time, the log may tell in the other order; the events are in the right one.
///
/// ```
/// use dyno::{Error, Fuse};
///
/// let search = Fuse::builder("search").build()?;
/// search.call(|| Ok::<_, Error>("three hits"))?; // round a block,
/// search.blow("under load");
/// let Err(Error::Blown(blown)) = search.check() else { panic!("nobody may pass") }; // on the way,
/// assert_eq!(blown.reason.as_deref(), Some("under load"));
/// let hits = if search.is_intact() { "three hits" } else { "come back later" }; // or as a condition
/// assert_eq!(hits, "come back later");
/// search.reset();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Shares
///
/// [`admit`](FuseSettings::admit) lets a share pass while it is intact: of the keys where there are keys, else of the calls, by chance. Which
/// keys these are depends on the key, the share and the name of the fuse alone: they stay the same on every machine and after every start, and where the share
/// grows those of before stay inside. A key is what is `Hash`; what hashes alike, such as a `String` and its `str`, is one key. What
/// `Hash` makes of it must not change: derived ones do when fields move. Numbers of two types are two keys: `7_u32` may be let in where `7_u64` is not.
/// And a slice of numbers is hashed as the machine holds it: as a key it is the same on machines with the same order of bytes, and of `usize` the same width.
///
/// ```
/// use dyno::Fuse;
///
/// let page = Fuse::builder("new page").admit(0.1).build()?;
/// let users = (0..1_000).filter(|user: &u32| page.admits(user));
/// assert!((50..150).contains(&users.count()));
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fuse {
    shared: Arc<Shared>,
}

impl Fuse {
    /// Begins a fuse of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> FuseBuilder {
        FuseBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living fuse of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("fuse", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Blows it until somebody resets it, whoever has blown it before. Who says nothing is told to have said nothing.
    pub fn blow(&self, reason: impl Into<Arc<str>>) {
        self.shared.blow(reason.into(), |_| None);
    }

    /// Blows it for a time, unless somebody says otherwise meanwhile. Then it is what it was before; of `Duration::MAX` there is no then.
    pub fn blow_for(&self, reason: impl Into<Arc<str>>, time: Duration) {
        self.shared.blow(reason.into(), |now| Some(now.after(time)));
    }

    /// Makes it intact, whoever has blown it: also the settings, until they say so anew.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Tells whether it is not blown. Where only a share may pass, [`Fuse::admits`] tells who.
    #[inline]
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.shared.is_intact()
    }

    /// Tells whether it lets this key pass. Counts nothing.
    #[must_use]
    pub fn admits<K: Hash + ?Sized>(&self, key: &K) -> bool {
        self.is_intact() && self.shared.chooses(key)
    }

    /// Passes, or turns away; where only a share may pass, by chance.
    ///
    /// # Errors
    ///
    /// [`Error::Blown`].
    #[inline]
    pub fn check(&self) -> Result<(), Error> {
        self.shared.check(|_| None)
    }

    /// Passes as [`Fuse::check`] does, by a key.
    ///
    /// # Errors
    ///
    /// [`Error::Blown`].
    #[inline]
    pub fn check_by<K: Hash + ?Sized>(&self, key: &K) -> Result<(), Error> {
        self.shared.check(|shared| Some(shared.chooses(key)))
    }

    /// Calls `work` if it may pass.
    ///
    /// # Errors
    ///
    /// What `work` returns, or [`Error::Blown`] in its type.
    pub fn call<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.check()?;
        work()
    }

    /// Calls `work` as [`Fuse::call`] does, by a key.
    ///
    /// # Errors
    ///
    /// Those of [`Fuse::call`].
    pub fn call_by<T, E, K>(&self, key: &K, work: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
        K: Hash + ?Sized,
    {
        self.check_by(key)?;
        work()
    }

    /// Awaits `work` if it may pass. Cancel safe if `work` is.
    ///
    /// # Errors
    ///
    /// Those of [`Fuse::call`].
    pub async fn call_async<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.check()?;
        work.await
    }

    /// Awaits `work` as [`Fuse::call_async`] does, by a key. Cancel safe if `work` is.
    ///
    /// # Errors
    ///
    /// Those of [`Fuse::call`].
    pub async fn call_async_by<T, E, K>(&self, key: &K, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        E: From<Error>,
        K: Hash + ?Sized,
    {
        self.check_by(key)?;
        work.await
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> FuseSettings {
        self.shared.settings()
    }

    /// Changes settings while it is used, as a whole or not at all. `edit` runs again on what the settings are then, when somebody else
    /// changed them meanwhile. It finds in [`blown`](FuseSettings::blown) what holds now, also where that was said by hand: what it sets to another is the
    /// last word, and what it leaves as it is says nothing. What it changes stands above files, as with all settings, until it is released.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, mut edit: impl FnMut(&mut FuseSettings)) -> Result<(), SettingsError> {
        let mut said = None;
        let origin = Origin::configured(Location::caller());
        configure(&*self.shared, &origin, |settings| {
            said = self.shared.edit(settings, &mut edit).then(|| settings.blown.clone());
        })?;
        if let Some(blown) = said {
            self.shared.hear(blown.as_deref());
        }
        Ok(())
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> FuseSnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers who may pass.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

/// Finds a living fuse by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn fuse(name: &str) -> Result<Fuse, UnknownName> {
    Fuse::named(name)
}

impl From<Arc<Shared>> for Fuse {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}
