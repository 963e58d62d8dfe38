//! What is in a slot: what was provided, or is built, and what is swapped in for a while.

mod shelved;
#[cfg(all(test, dyno_loom))]
mod tests;

use std::sync::Arc;
#[cfg(feature = "command")]
use std::sync::OnceLock;

use crate::chain::Chain;
use crate::error::Error;
use crate::inject::bound::Bound;
use crate::inject::building::{Building, Came};
use crate::inject::changes::Changes;
#[cfg(feature = "command")]
use crate::inject::declared;
use crate::inject::dep::Dep;
use crate::inject::recipe::Recipe;
use crate::inject::state::{Asked, Done, Stand, State};
#[cfg(feature = "command")]
use crate::registry::Binding;
use crate::registry::{Closing, Key, Registry, Shelf, Shelved, Tag};
use crate::sync::{ArcSwapOption, Guard, Mutex, lock};

/// One slot of one registry.
pub(super) struct Core<T: ?Sized> {
    /// What whoever resolves gets. Written under the lock alone.
    current: ArcSwapOption<Bound<T>>,
    /// Where that is nothing: what has this tag is given for it. Written under the lock as well.
    leads_to: ArcSwapOption<Tag>,
    #[cfg(feature = "command")]
    binding: OnceLock<Box<Binding>>,
    written: Mutex<State<T>>,
    changes: Changes,
}

impl<T: ?Sized + Send + Sync + 'static> Core<T> {
    pub(super) fn new() -> Self {
        Self {
            current: ArcSwapOption::empty(),
            leads_to: ArcSwapOption::empty(),
            #[cfg(feature = "command")]
            binding: OnceLock::new(),
            written: Mutex::new(State::new()),
            changes: Changes::default(),
        }
    }

    /// Gives what is there, without a lock.
    #[inline]
    pub(super) fn load(&self) -> Guard<Option<Arc<Bound<T>>>> {
        self.current.load()
    }

    /// Gives what it has for whoever asks. A lock is taken only where that is not known yet.
    pub(super) fn stand(&self) -> Stand<T> {
        if let Some(there) = Dep::of(self.load()) {
            return Stand::There(there);
        }
        match self.leads_to.load_full() {
            Some(tag) => Stand::LeadsTo(tag),
            None => lock(&self.written).stand(),
        }
    }

    pub(super) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Provides a value where none is.
    ///
    /// # Errors
    ///
    /// Gives the place where the one that is there was provided.
    pub(super) fn provide(&self, new: Bound<T>) -> Result<(), String> {
        self.write(|written| {
            if let Some(first) = written.place() {
                // Not dropped in here: it is the user's.
                return Err((first, new));
            }
            written.provided = Some(Arc::new(new));
            Ok(())
        })
        .map_err(|(place, _)| place)
    }

    /// Says how it is built, where that is not known.
    ///
    /// # Errors
    ///
    /// Gives the place where something is provided already, or said how.
    pub(super) fn offer(&self, recipe: Recipe<T>) -> Result<(), String> {
        let recipe = Arc::new(recipe);
        self.write(|written| match written.place() {
            Some(first) => Err(first),
            None => {
                written.recipe = Some(recipe.clone());
                Ok(())
            }
        })
    }

    /// How it is built.
    pub(super) fn recipe(&self) -> Option<Arc<Recipe<T>>> {
        lock(&self.written).recipe.clone()
    }

    /// Asks for what is there or stands in for it, or has it built, once for all who ask, in the scope of a registry.
    pub(super) fn ask(self: &Arc<Self>, recipe: &Arc<Recipe<T>>, registry: &Registry) -> Asked<T> {
        let now = registry.clock().now();
        if self.load().is_none() && registry.is_shut_down() {
            return Asked::Failed(shut_down(recipe));
        }
        let (asked, begun) = lock(&self.written).ask(recipe, now);
        if let Some(building) = begun {
            // Its slot may be gone by then, with its registry; whoever waits is told.
            let (core, ended, by, keeper) = (Arc::downgrade(self), building.clone(), recipe.clone(), registry.clone());
            let chain = Chain::of(building.node());
            building.begin(recipe.clone(), registry.clone(), chain, move |came| {
                let (done, closing) = match core.upgrade() {
                    Some(core) => core.is_built(&ended, came, &by, &keeper),
                    None => (came.done().map(|(bound, _)| bound), None),
                };
                ended.end(done);
                closing
            });
        }
        asked
    }

    /// Keeps what came of a building. Where the registry was shut down meanwhile, gives what closes it.
    fn is_built(
        self: Arc<Self>,
        building: &Arc<Building<T>>,
        came: Came<T>,
        recipe: &Arc<Recipe<T>>,
        registry: &Registry,
    ) -> (Result<Arc<Bound<T>>, Error>, Option<Closing>) {
        let done = came.done();
        let now = registry.clock().now();
        // What is dropped by this is the user's.
        let (_before, is_kept) = self.write(|written| {
            let before = written.is_built(building, recipe, &done, now);
            let is_kept = match (&done, &written.built) {
                (Ok((bound, _)), Some(built)) => Arc::ptr_eq(bound, &built.bound),
                _ => false,
            };
            (before, is_kept)
        });
        let slot: Arc<dyn Shelved> = self.clone();
        match &done {
            // Whoever took out how it is built did not get this, and nobody else would close it.
            Ok((bound, None)) if !is_kept && recipe.close.is_some() => {
                let late = failed(recipe, "it was taken out of its registry while it was built");
                (Err(late), Some(recipe.closing(bound)))
            }
            Ok((_, None)) if is_kept && !registry.built().add(&recipe.name, &slot) => {
                (Err(shut_down(recipe)), slot.close())
            }
            _ => (done.map(|(bound, _)| bound), None),
        }
    }

    /// What there is for who only looks, where no value is: what stands in for it, or that it is not built yet.
    pub(super) fn unbuilt(&self) -> Option<Result<Dep<T>, Error>> {
        let written = lock(&self.written);
        let stands_in = written.stands_in().map(|bound| Ok(bound.clone().into()));
        let message = "it is not built yet: `resolve` it, or have it built before by `Registry::start`";
        stands_in.or_else(|| written.recipe.as_ref().map(|recipe| Err(failed(recipe, message))))
    }

    /// Provides a value, whatever was there, which it gives back.
    pub(super) fn replace(&self, new: Bound<T>) -> Option<Arc<T>> {
        let new = Arc::new(new);
        let old = self.write(|written| {
            let built = written.built.take().map(|built| built.bound);
            written.provided.replace(new).or(built)
        });
        old.map(|old| old.value.clone())
    }

    /// Takes out what was provided or built, and forgets how it is built.
    pub(super) fn remove(&self) -> Option<Arc<T>> {
        let mut before = self.write(|written| {
            let before = written.clear();
            written.swaps.clone_from(&before.swaps);
            before
        });
        let built = before.built.take().map(|built| built.bound);
        before.provided.take().or(built).map(|old| old.value.clone())
    }

    /// Puts a value above what was provided, until it is taken off by the number that it gives.
    pub(super) fn put_on(&self, new: Bound<T>) -> u64 {
        let new = Arc::new(new);
        self.write(|written| {
            written.swapped += 1;
            written.swaps.push((written.swapped, new));
            written.swapped
        })
    }

    /// Takes one off, wherever it stands by now.
    pub(super) fn take_off(&self, number: u64) {
        // Dropped out here: it is the user's.
        let _off = self.write(|written| {
            let at = written.swaps.iter().position(|(known, _)| *known == number)?;
            Some(written.swaps.remove(at))
        });
    }

    /// Writes, shows what follows from it, and tells of that.
    fn write<R>(&self, write: impl FnOnce(&mut State<T>) -> R) -> R {
        let (result, is_other, _before) = self.show(write);
        if is_other {
            self.changes.tell();
        }
        result
    }

    /// Writes, and shows what follows from it; tells whether that is another, and gives what was there before. That is the user's, so it is dropped
    /// when the lock is not held.
    fn show<R>(&self, write: impl FnOnce(&mut State<T>) -> R) -> (R, bool, Option<Arc<Bound<T>>>) {
        let mut written = lock(&self.written);
        let result = write(&mut written);
        let current = written.current().cloned();
        let is_same = match (&current, &*self.current.load()) {
            (Some(new), Some(old)) => Arc::ptr_eq(new, old),
            (None, None) => true,
            _ => false,
        };
        let before = if is_same { None } else { self.current.swap(current) };
        (result, !is_same, before)
    }
}

impl<T: ?Sized + Send + Sync + 'static> Came<T> {
    /// What there is, and why that is only a stand-in.
    pub(super) fn done(self) -> Done<T> {
        match self {
            Self::Built(value) => Ok((Arc::new(Bound { value, place: None }), None)),
            Self::StandsIn(value, error) => Ok((Arc::new(Bound { value, place: None }), Some(error))),
            Self::Failed(error) => Err(error),
        }
    }
}

impl<T: ?Sized> From<Arc<Bound<T>>> for Dep<T> {
    fn from(bound: Arc<Bound<T>>) -> Self {
        bound.value.clone().into()
    }
}

/// The slot of one registry.
pub(super) fn core_of<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> Arc<Core<T>> {
    downcast(shelf(registry).find_or_add(key, || Arc::new(Core::<T>::new())))
}

/// The slot of one registry, if it has one.
pub(super) fn core_if_any<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> Option<Arc<Core<T>>> {
    shelf(registry).find(key).map(downcast)
}

/// The slots of one registry. Those of the global one have what attributes declare.
pub(super) fn shelf(registry: &Registry) -> &Shelf {
    #[cfg(feature = "command")]
    if !registry.is_instance() {
        declared::load(registry);
    }
    registry.shelf()
}

/// Why nothing is built any more.
pub(super) fn shut_down<T: ?Sized>(recipe: &Recipe<T>) -> Error {
    failed(recipe, "its registry has been shut down, and builds nothing any more")
}

fn failed<T: ?Sized>(recipe: &Recipe<T>, message: &str) -> Error {
    Error::ServiceFailed { name: recipe.name.clone(), message: message.into(), retry_after: None }
}

pub(super) fn downcast<T: ?Sized + Send + Sync + 'static>(slot: Arc<dyn Shelved>) -> Arc<Core<T>> {
    slot.any().downcast().unwrap_or_else(|_| unreachable!("a slot is found by its type"))
}
