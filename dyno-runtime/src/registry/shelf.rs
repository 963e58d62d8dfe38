//! Slots by type and tag. Reading takes no lock; a new slot copies the part of the map that it goes to.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;

use arc_swap::ArcSwapOption;

use crate::error::Error;
use crate::registry::Registry;
use crate::registry::tag::Tag;
#[cfg(feature = "command")]
use crate::registry::{Binding, DependencySnapshot};
use crate::sync::{Mutex, lock};

const SHARDS: usize = 16;

/// What is kept under a type and a tag.
pub(crate) trait Shelved: Any + Send + Sync {
    /// Whether nothing is in it, for nobody, so that it is not missed.
    fn is_empty(&self) -> bool;

    /// Names its type.
    fn type_name(&self) -> &'static str;

    /// Has it built in the scope of a registry, if it is to be there from the start: of this one, or of one below.
    fn start(self: Arc<Self>, key: &Key, registry: &Registry, is_own: bool) -> Option<Starting>;

    /// Whether something is there that was built by the service with this very name.
    fn has_built(&self, by: &Arc<str>) -> bool;

    /// Takes out what was built by the service with this very name, and gives what closes it.
    fn close(self: Arc<Self>, by: &Arc<str>) -> Option<Closing>;

    /// What is known of how it is built, if that is where it comes from.
    #[cfg(feature = "command")]
    fn facts(&self) -> Option<Arc<dyn Any + Send + Sync>>;

    /// What there is to see of it, if it has something for whoever asks.
    #[cfg(feature = "command")]
    fn seen(&self, key: &Key) -> Option<DependencySnapshot>;

    /// Whoever says what it leads to.
    #[cfg(feature = "command")]
    fn binding(&self) -> &Binding;

    /// Leads whoever asks to what has this tag, whatever is in it, unless that is swapped in. Nobody is told; tells whether anybody sees it.
    #[cfg(feature = "command")]
    fn lead(&self, to: Option<Tag>) -> bool;

    /// Whether it has something for whoever asks, in its own registry or below.
    fn stands(&self, is_own: bool) -> bool;

    /// What has this tag is given for it.
    #[cfg(feature = "command")]
    fn leads_to(&self) -> Option<Arc<Tag>>;

    /// The slot of the same type without a tag.
    #[cfg(feature = "command")]
    fn untagged(&self, registry: &Registry) -> Arc<dyn Shelved>;

    /// Tells those who watch it that it has changed.
    #[cfg(feature = "command")]
    fn tell(&self);

    /// Takes everything out.
    fn clear(&self);

    /// Itself, to be downcast.
    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// What is awaited at the start.
pub(crate) struct Starting {
    pub(crate) name: Arc<str>,
    pub(crate) work: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>,
}

/// What is awaited at the end.
pub(crate) struct Closing {
    pub(crate) name: Arc<str>,
    pub(crate) work: Pin<Box<dyn Future<Output = Result<(), String>> + Send>>,
}

/// A type, and what tells dependencies of it apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) kind: TypeId,
    pub(crate) tag: Option<Tag>,
}

impl Key {
    /// The same type under a tag.
    pub(crate) fn tagged(&self, tag: &Tag) -> Self {
        Self { kind: self.kind, tag: Some(tag.clone()) }
    }
}

type Slots = HashMap<Key, Arc<dyn Shelved>, RandomState>;

/// The slots of one registry.
#[derive(Default)]
pub(crate) struct Shelf {
    shards: [ArcSwapOption<Slots>; SHARDS],
    hasher: RandomState,
    writing: Mutex<()>,
}

impl Shelf {
    /// Finds a slot.
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<dyn Shelved>> {
        self.shard(key).load().as_ref()?.get(key).cloned()
    }

    /// Finds a slot, or adds what `make` makes. `make` must be ours: it runs under a lock.
    pub(crate) fn find_or_add(&self, key: &Key, make: impl FnOnce() -> Arc<dyn Shelved>) -> Arc<dyn Shelved> {
        if let Some(found) = self.find(key) {
            return found;
        }
        let writing = lock(&self.writing);
        // Somebody else may have been faster.
        if let Some(found) = self.find(key) {
            return found;
        }
        let shard = self.shard(key);
        let mut slots =
            shard.load().as_ref().map_or_else(|| Slots::with_hasher(self.hasher.clone()), |old| (**old).clone());
        let len = slots.len();
        if len >= SHARDS && len.is_power_of_two() {
            // Names made at run time must not pile up.
            slots.retain(|key, slot| !is_forgotten(key, slot));
        }
        let new = make();
        slots.insert(key.clone(), new.clone());
        let before = shard.swap(Some(Arc::new(slots)));
        drop(writing);
        // What nobody misses may still be of the user's.
        drop(before);
        new
    }

    /// All slots with something for whoever asks.
    pub(crate) fn filled(&self) -> Vec<(Key, Arc<dyn Shelved>)> {
        self.all().filter(|(_, slot)| slot.stands(true)).collect()
    }

    fn all(&self) -> impl Iterator<Item = (Key, Arc<dyn Shelved>)> {
        let maps = self.shards.iter().filter_map(ArcSwapOption::load_full);
        maps.flat_map(|slots| slots.iter().map(|(key, slot)| (key.clone(), slot.clone())).collect::<Vec<_>>())
    }

    fn shard(&self, key: &Key) -> &ArcSwapOption<Slots> {
        let hash = self.hasher.hash_one(key);
        // The low bits choose the place inside of the map.
        &self.shards[usize::try_from(hash >> 60).unwrap_or_default() % SHARDS]
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        // What is provided may keep slots, and through them each other.
        self.all().for_each(|(_, slot)| slot.clear());
    }
}

/// Whether a slot is empty, and nobody but the maps has it: the present one, and its copy.
fn is_forgotten(key: &Key, slot: &Arc<dyn Shelved>) -> bool {
    key.tag.as_ref().is_some_and(Tag::is_name) && Arc::strong_count(slot) <= 2 && slot.is_empty()
}
