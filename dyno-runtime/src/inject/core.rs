//! What is in a slot: what was provided, or is built, and what is swapped in for a while.

mod shelved;
#[cfg(all(test, dyno_loom))]
mod tests;

use std::sync::Arc;
#[cfg(feature = "command")]
use std::sync::OnceLock;

use crate::chain::Chain;
use crate::error::{Error, ServiceFailed};
use crate::inject::bound::Bound;
use crate::inject::building::{Building, Came};
use crate::inject::changes::Changes;
#[cfg(feature = "command")]
use crate::inject::declared;
use crate::inject::dep::Dep;
use crate::inject::recipe::{Recipe, ServiceScope};
use crate::inject::state::{Asked, Begun, Done, Stand, State};
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
    /// How it is built otherwise. Written under the lock as well.
    recipe: ArcSwapOption<Recipe<T>>,
    #[cfg(feature = "command")]
    binding: OnceLock<Box<Binding>>,
    written: Mutex<State<T>>,
    changes: Changes,
}

/// What was there before, and how it was built.
type Before<T> = (Option<Arc<Bound<T>>>, Option<Arc<Recipe<T>>>);

impl<T: ?Sized + Send + Sync + 'static> Core<T> {
    pub(super) fn new() -> Self {
        Self {
            current: ArcSwapOption::empty(),
            leads_to: ArcSwapOption::empty(),
            recipe: ArcSwapOption::empty(),
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

    /// Gives what is there for whoever asks, if that is plain to see.
    #[inline]
    pub(super) fn at_once(&self) -> Option<Dep<T>> {
        let now = self.load();
        let is_good = now.as_ref().is_some_and(|bound| bound.scoped_by.is_none());
        if is_good { Dep::of(now) } else { None }
    }

    /// Gives what it has for whoever asks, in its own registry or below. A lock is taken only where it seems to have nothing.
    pub(super) fn stand(&self, is_own: bool) -> Stand<T> {
        let now = self.load();
        let is_good = now
            .as_ref()
            .is_some_and(|bound| bound.scoped_by.is_none() || is_own && bound.is_by(self.recipe.load().as_ref()));
        // It is by what a parent says, which whoever asks finds there.
        let is_of_another = now.is_some() && !is_good;
        if let (true, Some(there)) = (is_good, Dep::of(now)) {
            return Stand::There(there);
        }
        let led = self.leads_to.load_full().map(Stand::LeadsTo);
        let built = || self.recipe.load_full().map(Stand::BuiltBy);
        led.or_else(built)
            .unwrap_or_else(|| if is_of_another { Stand::Nothing } else { lock(&self.written).stand(is_own) })
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

    /// Asks for what is there or stands in for it, or has it built, once for all who ask, in the scope of a registry.
    pub(super) fn ask(self: &Arc<Self>, recipe: &Arc<Recipe<T>>, registry: &Registry) -> Asked<T> {
        if let Some(there) = self.there(recipe) {
            return Asked::There(there);
        }
        let now = registry.clock().now();
        if registry.is_shut_down() {
            return Asked::Failed(shut_down(recipe));
        }
        let (asked, Begun { building, gone: _gone }) = self.write(|written| written.ask(recipe, now));
        if let Some(building) = building {
            // Its slot may be gone by then, with its registry; whoever waits is told.
            let (core, ended, by, keeper) = (Arc::downgrade(self), building.clone(), recipe.clone(), registry.clone());
            let chain = Chain::of(building.node());
            building.begin(recipe.clone(), registry.clone(), chain, move |came| {
                let (done, closing) = match core.upgrade() {
                    Some(core) => core.is_built(&ended, came, &by, &keeper),
                    None => (came.done(&by).map(|(bound, _)| bound), None),
                };
                ended.end(done);
                closing
            });
        }
        asked
    }

    /// What there is for whoever is told to build it by this, without a lock.
    fn there(&self, recipe: &Arc<Recipe<T>>) -> Option<Dep<T>> {
        let now = self.load();
        let is_good = now.as_ref().is_some_and(|bound| bound.is_by(Some(recipe)));
        Dep::of(now).filter(|_| is_good)
    }

    /// Keeps what came of a building. Where the registry was shut down meanwhile, gives what closes it.
    fn is_built(
        self: Arc<Self>,
        building: &Arc<Building<T>>,
        came: Came<T>,
        recipe: &Arc<Recipe<T>>,
        registry: &Registry,
    ) -> (Result<Arc<Bound<T>>, Error>, Option<Closing>) {
        let done = came.done(recipe);
        let now = registry.clock().now();
        // What is dropped by this is the user's.
        let settled = self.write(|written| written.is_built(building, &done, now));
        let is_kept = settled.is_kept;
        let slot: Arc<dyn Shelved> = self.clone();
        match &done {
            // Whoever took out how it is built did not get this, and nobody else would close it.
            Ok((bound, None)) if !is_kept && recipe.close.is_some() => {
                let late = failed(recipe, "it was taken out of its registry while it was built");
                (Err(late), Some(recipe.closing(bound)))
            }
            Ok((_, None)) if is_kept && !registry.built().add(&recipe.name, &slot) => {
                (Err(shut_down(recipe)), slot.close(&recipe.name))
            }
            _ => (done.map(|(bound, _)| bound), None),
        }
    }

    /// What there is for who only looks: what was built, what stands in for it, or that it is not built yet.
    pub(super) fn built(&self, recipe: &Arc<Recipe<T>>) -> Result<Dep<T>, Error> {
        let message = "it is not built yet: `resolve` it, or have it built before by `Registry::start`";
        let stands_in = || lock(&self.written).stands_in(recipe).map(|bound| bound.clone().into());
        self.there(recipe).or_else(stands_in).ok_or_else(|| failed(recipe, message))
    }

    /// Provides a value, whatever was there, which it gives back.
    pub(super) fn replace(&self, new: Bound<T>) -> Option<Arc<T>> {
        let new = Arc::new(new);
        let (provided, built) = self.write(|written| (written.provided.replace(new), written.take_own_built()));
        provided.or(built).map(|old| old.value.clone())
    }

    /// Takes out what was provided or built, and forgets how it is built.
    pub(super) fn remove(&self) -> Option<Arc<T>> {
        let mut own = self.write(State::take_own);
        let built = own.take_own_built();
        own.provided.take().or(built).map(|old| old.value.clone())
    }

    /// Takes out what came of recipes that were taken out of where they were.
    pub(super) fn forget_gone(&self) {
        // Dropped out here: it is the user's.
        let _gone = self.write(State::take_gone);
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
    fn show<R>(&self, write: impl FnOnce(&mut State<T>) -> R) -> (R, bool, Before<T>) {
        let mut written = lock(&self.written);
        let result = write(&mut written);
        let current = written.current().cloned();
        let is_same = is_the_same(current.as_ref(), self.current.load().as_ref());
        let before = if is_same { None } else { self.current.swap(current) };
        let is_built_alike = is_the_same(written.recipe.as_ref(), self.recipe.load().as_ref());
        let old = if is_built_alike { None } else { self.recipe.swap(written.recipe.clone()) };
        (result, !(is_same && is_built_alike), (before, old))
    }
}

impl<T: ?Sized + Send + Sync + 'static> Came<T> {
    /// What there is, and why that is only a stand-in.
    pub(super) fn done(self, recipe: &Arc<Recipe<T>>) -> Done<T> {
        let bound = |value| {
            let scoped_by = (recipe.scope == ServiceScope::Scoped).then(|| recipe.clone());
            Arc::new(Bound { value, place: None, scoped_by })
        };
        match self {
            Self::Built(value) => Ok((bound(value), None)),
            Self::StandsIn(value, error) => Ok((bound(value), Some(error))),
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

/// A level that has something for whoever asks, its slot there, and what that has.
type First<'a, T> = (&'a Registry, Arc<Core<T>>, Stand<T>);

/// The first of them from a registry upwards.
pub(super) fn first<'a, T: ?Sized + Send + Sync + 'static>(registry: &'a Registry, key: &Key) -> Option<First<'a, T>> {
    let mut levels = registry.lineage().enumerate();
    levels.find_map(|(at, level)| {
        let core = core_if_any::<T>(level, key)?;
        let stand = core.stand(at == 0);
        (!matches!(stand, Stand::Nothing)).then_some((level, core, stand))
    })
}

/// The slots of one registry. Those of the global one have what attributes declare.
pub(super) fn shelf(registry: &Registry) -> &Shelf {
    #[cfg(feature = "command")]
    if !registry.is_instance() {
        declared::load(registry);
    }
    registry.shelf()
}

fn is_the_same<T: ?Sized>(new: Option<&Arc<T>>, old: Option<&Arc<T>>) -> bool {
    match (new, old) {
        (Some(new), Some(old)) => Arc::ptr_eq(new, old),
        (None, None) => true,
        _ => false,
    }
}

/// Why nothing is built any more.
pub(super) fn shut_down<T: ?Sized>(recipe: &Recipe<T>) -> Error {
    failed(recipe, "its registry has been shut down, and builds nothing any more")
}

fn failed<T: ?Sized>(recipe: &Recipe<T>, message: &str) -> Error {
    Error::from(ServiceFailed { name: recipe.name.clone(), message: message.into(), retry_after: None })
}

pub(super) fn downcast<T: ?Sized + Send + Sync + 'static>(slot: Arc<dyn Shelved>) -> Arc<Core<T>> {
    slot.any().downcast().unwrap_or_else(|_| unreachable!("a slot is found by its type"))
}
