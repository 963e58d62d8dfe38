//! What is in a slot: what was provided, or is built, and what is swapped in for a while.

use std::any::{Any, type_name};
use std::sync::Arc;

use arc_swap::{ArcSwapOption, Guard};

use crate::clock::Moment;
use crate::error::Error;
use crate::inject::bound::Bound;
use crate::inject::building::{Building, Came};
use crate::inject::changes::Changes;
use crate::inject::dep::Dep;
use crate::inject::recipe::Recipe;
use crate::inject::state::{Asked, Done, State};
use crate::registry::{Key, Registry, Shelved, Starting};
use crate::sync::{Mutex, lock};

/// One slot of one registry.
pub(super) struct Core<T: ?Sized> {
    /// What whoever resolves gets. Written under the lock alone.
    current: ArcSwapOption<Bound<T>>,
    written: Mutex<State<T>>,
    changes: Changes,
}

impl<T: ?Sized + Send + Sync + 'static> Core<T> {
    pub(super) fn new() -> Self {
        Self { current: ArcSwapOption::empty(), written: Mutex::new(State::new()), changes: Changes::default() }
    }

    /// Gives what is there, without a lock.
    #[inline]
    pub(super) fn load(&self) -> Guard<Option<Arc<Bound<T>>>> {
        self.current.load()
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
        self.write(|written| {
            if let Some(first) = written.place() {
                return Err((first, recipe));
            }
            written.recipe = Some(Arc::new(recipe));
            Ok(())
        })
        .map_err(|(place, _)| place)
    }

    /// How it is built.
    pub(super) fn recipe(&self) -> Option<Arc<Recipe<T>>> {
        lock(&self.written).recipe.clone()
    }

    /// Asks for what is there or stands in for it, or has it built, once for all who ask, in the scope of a registry.
    pub(super) fn ask(self: &Arc<Self>, recipe: &Arc<Recipe<T>>, registry: &Registry) -> Asked<T> {
        let now = registry.clock().now();
        let (asked, begun) = lock(&self.written).ask(recipe, now);
        if let Some(building) = begun {
            // Its slot may be gone by then, with its registry; whoever waits is told.
            let (core, clock, ended) = (Arc::downgrade(self), registry.clock().clone(), building.clone());
            building.begin(recipe.clone(), registry.clone(), move |came| {
                let done = match core.upgrade() {
                    Some(core) => core.is_built(&ended, came, clock.now()),
                    None => came.done().map(|(bound, _)| bound),
                };
                ended.end(done);
            });
        }
        asked
    }

    /// Keeps what came of a building.
    fn is_built(&self, building: &Arc<Building<T>>, came: Came<T>, now: Moment) -> Result<Arc<Bound<T>>, Error> {
        let done = came.done();
        // What is dropped by this is the user's.
        let _before = self.write(|written| written.is_built(building, &done, now));
        done.map(|(bound, _)| bound)
    }

    /// Provides a value, whatever was there, which it gives back.
    pub(super) fn replace(&self, new: Bound<T>) -> Option<Arc<T>> {
        let new = Arc::new(new);
        let old = self.write(|written| written.provided.replace(new));
        old.map(|old| old.value.clone())
    }

    /// Takes out what was provided or built, and forgets how it is built.
    pub(super) fn remove(&self) -> Option<Arc<T>> {
        let mut before = self.write(|written| {
            let before = written.clear();
            written.swaps.clone_from(&before.swaps);
            before
        });
        before.provided.take().or(before.built.take()).map(|old| old.value.clone())
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

    /// Writes, and shows what follows from it. What is dropped by that is the user's, so it is dropped when the lock is not held.
    fn write<R>(&self, write: impl FnOnce(&mut State<T>) -> R) -> R {
        let (result, before) = {
            let mut written = lock(&self.written);
            let result = write(&mut written);
            let current = written.current().cloned();
            let is_same = match (&current, &*self.current.load()) {
                (Some(new), Some(old)) => Arc::ptr_eq(new, old),
                (None, None) => true,
                _ => false,
            };
            let before = if is_same { None } else { Some(self.current.swap(current)) };
            (result, before)
        };
        if before.is_some() {
            self.changes.tell();
        }
        result
    }
}

impl<T: ?Sized + Send + Sync + 'static> Came<T> {
    /// What there is, and why that is only a stand-in.
    fn done(self) -> Done<T> {
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

impl<T: ?Sized + Send + Sync + 'static> Shelved for Core<T> {
    fn is_empty(&self) -> bool {
        self.current.load().is_none() && lock(&self.written).recipe.is_none()
    }

    fn start(self: Arc<Self>, registry: &Registry) -> Option<Starting> {
        let recipe = self.recipe().filter(|recipe| recipe.is_eager)?;
        let registry = registry.clone();
        Some(Box::pin(async move {
            match self.ask(&recipe, &registry) {
                Asked::There(_) => Ok(()),
                Asked::Building(building) => building.wait().await.map(drop),
                Asked::Failed(error) => Err(error),
            }
        }))
    }

    fn type_name(&self) -> &'static str {
        type_name::<T>()
    }

    fn clear(&self) {
        let _all = self.write(State::clear);
    }

    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

/// The slot of one registry.
pub(super) fn core_of<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> Arc<Core<T>> {
    downcast(registry.shelf().find_or_add(key, || Arc::new(Core::<T>::new())))
}

/// The slot of one registry, if it has one.
pub(super) fn core_if_any<T: ?Sized + Send + Sync + 'static>(registry: &Registry, key: &Key) -> Option<Arc<Core<T>>> {
    registry.shelf().find(key).map(downcast)
}

fn downcast<T: ?Sized + Send + Sync + 'static>(slot: Arc<dyn Shelved>) -> Arc<Core<T>> {
    slot.any().downcast().unwrap_or_else(|_| unreachable!("a slot is found by its type"))
}
