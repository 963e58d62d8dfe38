//! The cache. Why: when a value that everybody asks for expires, everybody makes it at once, and what was slow is overloaded; here one makes it
//! and the others wait for it, and mostly nobody waits at all, because somebody has made it anew before it expired.

mod again;
mod asked;
mod builder;
mod core;
mod counters;
mod dice;
mod entry;
mod failure;
mod flight;
mod hashed;
mod key;
mod life;
mod live;
mod make;
mod making;
mod policy;
mod queue;
mod rescue;
mod settings;
mod shared;
mod snapshot;
mod store;
mod waiting;

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "command")]
pub(crate) use self::again::looking_again;
use self::asked::Why;
#[cfg(feature = "command")]
pub(crate) use self::asked::{Asked, Known};
pub use self::builder::CacheBuilder;
pub(crate) use self::core::Core;
pub(crate) use self::entry::Entry;
#[cfg(feature = "command")]
pub(crate) use self::failure::Failure;
#[cfg(feature = "command")]
pub(crate) use self::key::Kept;
use self::key::{By, Query as _};
#[cfg(feature = "command")]
pub use self::key::{CacheKey, Keys, Own};
#[cfg(feature = "command")]
pub(crate) use self::key::{Part, PartOf, part};
pub use self::life::CachedLife;
use self::life::Cost;
#[cfg(feature = "command")]
pub(crate) use self::make::ended_early;
#[cfg(feature = "command")]
pub(crate) use self::making::Making;
pub use self::policy::{CachePolicy, EarlyRefresh};
#[cfg(feature = "command")]
pub(crate) use self::rescue::{Rescue, in_time};
pub use self::settings::CacheSettings;
use self::shared::Looked;
pub(crate) use self::shared::Shared;
pub use self::snapshot::CacheSnapshot;
use crate::error::{SettingsError, UnknownName};
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A cache: shared by name, cloned for the price of a reference count.
///
/// Of all who ask for the same key while there is no value one makes it, and the others wait for it. Before a value expires, one of those who
/// ask makes it anew, drawn by chance as its [`CachePolicy`] says, so that mostly nobody ever waits.
///
/// It lives as long as a handle to it, or a command that uses it. It holds [`capacity`](CacheSettings::capacity) entries at most; when there
/// is no more room, those leave that were not used of late.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Cache, Error};
///
/// let prices = Cache::<String, u32>::builder("prices").ttl(Duration::from_secs(30)).capacity(1_000).build()?;
/// let price = prices.get_or_make("rake", || Ok::<_, Error>(7))?; // slow, and asked once
/// assert_eq!(price, 7);
/// assert_eq!(prices.get("rake"), Some(7));
/// assert_eq!(prices.stats().made, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Keys with the same hash share one place, so that the later one takes it: derive `Hash`, or leave nothing out of it that tells keys apart.
///
/// # Errors are not kept
///
/// Unless [`negative_ttl`](CacheSettings::negative_ttl) says so. Those who waited for a making that failed are given
/// [`Error::MakerFailed`](crate::Error::MakerFailed) with the text of its error; they do not try one after the other. One that is dropped
/// leaves the making to one of those who wait: to whoever has the most time left, as far as commands know, and of those with the same time to who came first.
///
/// A maker that panics fails for them. The panic goes on through whoever runs it, also when that one had drawn an early refresh and a good value is
/// there: it is a mistake, which nothing else here hides either, and the next refresh waits as after any failure. Where a task makes it nobody's own
/// stack unwinds, and the value is served.
///
/// # Recursion
///
/// Who asks for a key while making it is told [`Error::Recursive`](crate::Error::Recursive), be it by way of other makings, of `join!`, or of a body on a pool;
/// also while the value is renewed, although others are served the old one: what cannot be made when there is none shall not seem to work until then. To
/// look at the old one there is [`Cache::get`].
/// What the maker starts by itself is not known to be part of it: a task that it spawns or submits, a thread, a blocking section. If that asks
/// for the key, and the maker waits for it, both wait until the `timeout` of the command; without one for ever, of which `tracing` is told as soon as
/// somebody else asks after 30 s. Await it in its place instead. So does a task of a runtime that nobody drives any more.
pub struct Cache<K, V> {
    shared: Arc<Shared<K, V>>,
}

impl<K, V> Cache<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Begins a cache of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> CacheBuilder<K, V> {
        CacheBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Gives the value of a key if it is there and has not expired. It counts as a use, also of an error that is kept, which is no value.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let Shared { store, core, .. } = &*self.shared;
        let key = By(key);
        let entry = match self.shared.hit(store.hash(&key), &key) {
            Ok(entry) => entry,
            Err(Looked { seen: Some(entry), now, .. }) if !entry.life.is_expired(now) && key.is(&entry.key) => {
                core.serves(Why::Due, &entry, now);
                entry
            }
            Err(_) => {
                core.counters.miss();
                return None;
            }
        };
        entry.made.as_ref().ok().cloned()
    }

    /// Gives the value of a key if it is there and has not expired, without counting anything.
    pub fn peek<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let Shared { store, core, .. } = &*self.shared;
        let key = By(key);
        let entry = store.find(store.hash(&key), &key)?;
        let is_good = !entry.life.is_expired(core.now());
        entry.made.as_ref().ok().filter(|_| is_good).cloned()
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> CacheSettings {
        self.shared.core.settings()
    }

    /// Changes settings while it runs, as a whole or not at all. Entries keep the times that they were made with; those for which there
    /// is no more room leave at once. `edit` runs again on what the settings are then, when somebody else changed them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut CacheSettings)) -> Result<(), SettingsError> {
        configure(&*self.shared.core, &Origin::configured(Location::caller()), edit)
    }

    /// Puts a value in, which lives as long as `ttl` says, whatever the `ttl_of` of an attribute would say; where that is zero there is none afterwards. What is being made of that key is given to those who wait for it, and not kept.
    pub fn insert(&self, key: K, value: V) {
        let settings = self.settings();
        let hash = self.shared.store.hash(&By(&key));
        let before = self.shared.store.find(hash, &By(&key)).map(|entry| entry.life.cost);
        let cost = before.unwrap_or_else(|| Cost::of(Duration::ZERO, None));
        let (entry, is_kept) = self.shared.entry(key, Ok(value), cost, settings.ttl);
        if is_kept {
            self.shared.store.insert(hash, entry, settings.capacity);
        } else {
            self.shared.store.remove(hash, &By(&entry.key));
        }
    }

    /// Takes the value of a key out. What is being made of it is given to those who wait for it, and not kept. Tells whether one
    /// was there, be it that it had expired, or was an error that is kept.
    pub fn invalidate<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let key = By(key);
        self.shared.store.remove(self.shared.store.hash(&key), &key).is_some()
    }

    /// Takes all values out for which `is` holds, and tells how many; errors that are kept stay. It runs without a lock; what is being made is given to those who
    /// wait for it, and not kept.
    pub fn invalidate_if(&self, mut is: impl FnMut(&K, &V) -> bool) -> u64 {
        self.shared.store.remove_if(|Entry { key, made, .. }| made.as_ref().is_ok_and(|value| is(key, value)))
    }

    /// Takes everything out. What is being made is given to those who wait for it, and not kept.
    pub fn clear(&self) {
        self.shared.store.clear();
    }
}

impl<K: Send + Sync + 'static, V: Send + Sync + 'static> Cache<K, V> {
    /// Finds a living cache of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find::<Core>(name).map(|core| Self::from(core.store())).ok_or_else(|| {
            let known = registry.all::<Core>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("cache", name, known.collect())
        })
    }
}

/// Finds a living cache by name in the registry in scope. For other types of keys and values than those it is used with, it has other
/// entries; the settings and counters are the same.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn cache<K: Send + Sync + 'static, V: Send + Sync + 'static>(name: &str) -> Result<Cache<K, V>, UnknownName> {
    Cache::named(name)
}

impl<K, V> Cache<K, V> {
    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.core.name
    }

    /// Counts the entries, expired ones that nobody has asked for since among them.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.shared.store.len()).unwrap_or(usize::MAX)
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn stats(&self) -> CacheSnapshot {
        self.shared.core.snapshot()
    }

    /// Says in words and numbers what it does.
    #[must_use]
    pub fn why(&self) -> String {
        self.stats().why()
    }
}

impl<K, V> Clone for Cache<K, V> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("name", &self.name()).field("len", &self.len()).finish_non_exhaustive()
    }
}

impl<K, V> From<Arc<Shared<K, V>>> for Cache<K, V> {
    fn from(shared: Arc<Shared<K, V>>) -> Self {
        Self { shared }
    }
}
