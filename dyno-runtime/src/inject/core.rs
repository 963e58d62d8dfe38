//! What is in a slot: what was provided, or is built, and what is swapped in for a while.

use std::any::{Any, type_name};
use std::mem::take;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwapOption, Guard};

use crate::clock::Moment;
use crate::error::Error;
use crate::inject::building::{Building, Came};
use crate::inject::changes::Changes;
use crate::inject::dep::Dep;
use crate::inject::recipe::Recipe;
use crate::registry::{Registry, Shelved, Starting};
use crate::sync::{Mutex, lock};

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    pub(super) place: &'static Location<'static>,
}

impl<T: ?Sized> Bound<T> {
    /// `file:line`
    fn place(&self) -> String {
        format!("{}:{}", self.place.file(), self.place.line())
    }
}

/// One slot of one registry.
pub(super) struct Core<T: ?Sized> {
    /// What whoever resolves gets. Written under the lock alone.
    current: ArcSwapOption<Bound<T>>,
    written: Mutex<Written<T>>,
    changes: Changes,
}

/// What the present value follows from: the last swap that is in force, else what was provided, else what was built.
struct Written<T: ?Sized> {
    provided: Option<Arc<Bound<T>>>,
    swaps: Vec<(u64, Arc<Bound<T>>)>,
    swapped: u64,
    recipe: Option<Arc<Recipe<T>>>,
    built: Option<Arc<Bound<T>>>,
    building: Option<Arc<Building<T>>>,
    /// Why it could not be built, until when it is not tried again, and after what pause that was.
    failed: Option<(Error, Moment, Duration)>,
    /// What stands in until it can be built.
    stands_in: Option<Arc<Bound<T>>>,
}

/// What there is for whoever asks.
pub(super) enum Asked<T: ?Sized> {
    There(Dep<T>),
    Building(Arc<Building<T>>),
    Failed(Error),
}

/// How long nobody tries again after a failure, and what that grows to, doubling.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

impl<T: ?Sized> Written<T> {
    fn current(&self) -> Option<&Arc<Bound<T>>> {
        self.swaps.last().map(|(_, bound)| bound).or(self.provided.as_ref()).or(self.built.as_ref())
    }
}

impl<T: ?Sized + Send + Sync + 'static> Core<T> {
    pub(super) fn new() -> Self {
        let written = Written {
            provided: None,
            swaps: Vec::new(),
            swapped: 0,
            recipe: None,
            built: None,
            building: None,
            failed: None,
            stands_in: None,
        };
        Self { current: ArcSwapOption::empty(), written: Mutex::new(written), changes: Changes::default() }
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
            let first = written.provided.as_ref().map(|first| first.place());
            if let Some(first) = first.or_else(|| written.recipe.as_ref().map(|recipe| recipe.place.clone())) {
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
        let refused = self.write(|written| match (&written.provided, &written.recipe) {
            (Some(first), _) => Some((first.place(), recipe)),
            (None, Some(first)) => Some((first.place.clone(), recipe)),
            (None, None) => {
                written.recipe = Some(Arc::new(recipe));
                None
            }
        });
        refused.map_or(Ok(()), |(first, _)| Err(first))
    }

    /// How it is built.
    pub(super) fn recipe(&self) -> Option<Arc<Recipe<T>>> {
        lock(&self.written).recipe.clone()
    }

    /// Asks for what is there or stands in for it, or has it built, once for all who ask, in the scope of a registry.
    pub(super) fn ask(self: &Arc<Self>, recipe: &Arc<Recipe<T>>, registry: &Registry) -> Asked<T> {
        let now = registry.clock().now();
        let (asked, begun) = {
            let mut written = lock(&self.written);
            if let Some(there) = written.current() {
                return Asked::There(there.clone().into());
            }
            let stands_in = written.stands_in.clone().map(|bound| Asked::There(bound.into()));
            match (&written.building, &written.failed) {
                (Some(building), _) => (stands_in.unwrap_or_else(|| Asked::Building(building.clone())), None),
                (None, Some((error, until, _))) if now < *until => {
                    (stands_in.unwrap_or_else(|| Asked::Failed(waits(error, until.since(now)))), None)
                }
                (None, _) => {
                    let building = Building::new(recipe);
                    written.building = Some(building.clone());
                    (stands_in.unwrap_or_else(|| Asked::Building(building.clone())), Some(building))
                }
            }
        };
        if let Some(building) = begun {
            // Its slot may be gone by then, with its registry; whoever waits is told.
            let (core, clock, ended) = (Arc::downgrade(self), registry.clock().clone(), building.clone());
            let place = Location::caller();
            building.begin(recipe.clone(), registry.clone(), move |came| {
                let done = match core.upgrade() {
                    Some(core) => core.is_built(came, clock.now(), place),
                    None => came.done(place).map(|(bound, _)| bound),
                };
                ended.end(done);
            });
        }
        asked
    }

    /// Keeps what came of a building.
    fn is_built(&self, came: Came<T>, now: Moment, place: &'static Location<'static>) -> Result<Arc<Bound<T>>, Error> {
        let done = came.done(place);
        // What is dropped by this is the user's.
        let _before = self.write(|written| {
            written.building = None;
            let pause = |written: &Written<T>| {
                let before = written.failed.as_ref().map(|(_, _, pause)| *pause * 2);
                before.unwrap_or(PAUSE).min(LONGEST)
            };
            match &done {
                Ok((bound, None)) => {
                    let before = (written.failed.take(), written.stands_in.take());
                    written.built = Some(bound.clone());
                    before
                }
                Ok((bound, Some(error))) => {
                    let pause = pause(written);
                    (
                        written.failed.replace((error.clone(), now.after(pause), pause)),
                        written.stands_in.replace(bound.clone()),
                    )
                }
                Err(error) => {
                    let pause = pause(written);
                    (written.failed.replace((error.clone(), now.after(pause), pause)), None)
                }
            }
        });
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
        let (old, ..) = self.write(|written| {
            let built = (written.recipe.take(), written.stands_in.take(), written.failed.take());
            let old = (written.provided.take(), written.built.take());
            (old, built)
        });
        let (provided, built) = old;
        provided.or(built).map(|old| old.value.clone())
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
    fn write<R>(&self, write: impl FnOnce(&mut Written<T>) -> R) -> R {
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
    fn done(self, place: &'static Location<'static>) -> Result<(Arc<Bound<T>>, Option<Error>), Error> {
        match self {
            Self::Built(value) => Ok((Arc::new(Bound { value, place }), None)),
            Self::StandsIn(value, error) => Ok((Arc::new(Bound { value, place }), Some(error))),
            Self::Failed(error) => Err(error),
        }
    }
}

impl<T: ?Sized> From<Arc<Bound<T>>> for Dep<T> {
    fn from(bound: Arc<Bound<T>>) -> Self {
        bound.value.clone().into()
    }
}

/// Says of a failure how long nobody will try again.
fn waits(error: &Error, left: Duration) -> Error {
    match error {
        Error::ServiceFailed { name, message, .. } => {
            Error::ServiceFailed { name: name.clone(), message: message.clone(), retry_after: Some(left) }
        }
        error => error.clone(),
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
        let _all = self.write(|written| {
            let given = (written.provided.take(), take(&mut written.swaps), written.recipe.take());
            (given, written.built.take(), written.stands_in.take())
        });
    }

    fn any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
