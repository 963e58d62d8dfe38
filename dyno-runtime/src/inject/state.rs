//! What the present value of a slot follows from.

use std::mem::{replace, take};
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Moment;
use crate::error::{Error, ServiceFailed};
use crate::inject::bound::Bound;
use crate::inject::building::Building;
use crate::inject::dep::Dep;
use crate::inject::recipe::Recipe;
#[cfg(feature = "command")]
use crate::inject::recipe::ServiceScope;
use crate::registry::Tag;
#[cfg(feature = "command")]
use crate::registry::{DependencySnapshot, DependencyState};

/// What the present value follows from: the last swap that is in force, else, unless it leads elsewhere, what was provided, else what was built.
pub(super) struct State<T: ?Sized> {
    pub(super) provided: Option<Arc<Bound<T>>>,
    pub(super) swaps: Vec<(u64, Arc<Bound<T>>)>,
    pub(super) swapped: u64,
    /// What has this tag is there instead, unless something is swapped in.
    pub(super) leads_to: Option<Arc<Tag>>,
    pub(super) recipe: Option<Arc<Recipe<T>>>,
    /// Of its own recipe, and of those of its parents by which it was built here.
    makings: Vec<Making<T>>,
}

/// What became of a recipe, until that is taken out of its registry. Nothing of it holds for another recipe.
pub(super) struct Making<T: ?Sized> {
    recipe: Arc<Recipe<T>>,
    built: Option<Arc<Bound<T>>>,
    building: Option<Arc<Building<T>>>,
    failed: Option<Failed>,
    /// What stands in until it can be built.
    stands_in: Option<Arc<Bound<T>>>,
    /// When a building has ended last.
    ended: Option<Moment>,
}

/// What was built, and by what.
pub(super) struct Built<T: ?Sized> {
    pub(super) bound: Arc<Bound<T>>,
    pub(super) recipe: Arc<Recipe<T>>,
}

/// Why it could not be built, until when it is not tried again, and after what pause that is.
struct Failed {
    error: Error,
    until: Moment,
    pause: Duration,
}

/// What one slot has for whoever asks.
pub(super) enum Stand<T: ?Sized> {
    There(Dep<T>),
    LeadsTo(Arc<Tag>),
    BuiltBy(Arc<Recipe<T>>),
    Nothing,
}

/// What there is for whoever asks.
pub(super) enum Asked<T: ?Sized> {
    There(Dep<T>),
    Building(Arc<Building<T>>),
    Failed(Error),
    /// Whoever asks is to look again: how it is built was taken out since he did.
    Gone,
}

/// What follows when somebody asks.
pub(super) struct Begun<T: ?Sized> {
    /// The building that is to begin.
    pub(super) building: Option<Arc<Building<T>>>,
    /// What came of recipes that were taken out. It is the user's.
    pub(super) gone: Vec<Making<T>>,
}

/// What became of that which a building ended with.
pub(super) struct Settled<T: ?Sized> {
    pub(super) is_kept: bool,
    /// What went for it. It is the user's.
    _before: (Vec<Making<T>>, Option<Arc<Bound<T>>>),
}

/// What a building ended with: a value, and if that only stands in, why; or nothing.
pub(super) type Done<T> = Result<(Arc<Bound<T>>, Option<Error>), Error>;

/// How long nobody tries again after a failure, and what that grows to, doubling.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

impl<T: ?Sized + Send + Sync + 'static> State<T> {
    pub(super) fn new() -> Self {
        Self { provided: None, swaps: Vec::new(), swapped: 0, leads_to: None, recipe: None, makings: Vec::new() }
    }

    pub(super) fn current(&self) -> Option<&Arc<Bound<T>>> {
        let swapped = self.swaps.last().map(|(_, bound)| bound);
        if swapped.is_some() || self.leads_to.is_some() {
            return swapped;
        }
        self.provided.as_ref().or_else(|| match &self.recipe {
            Some(own) => self.making(own)?.built.as_ref(),
            // Whoever reads looks whether it is by what he was told to build it by.
            None => self
                .makings
                .iter()
                .rev()
                .filter(|making| !making.recipe.is_out())
                .find_map(|making| making.built.as_ref()),
        })
    }

    /// What it has for whoever asks, in its own registry or below.
    pub(super) fn stand(&self, is_own: bool) -> Stand<T> {
        let own = self.recipe.as_ref().filter(|_| is_own);
        let there = self.current().filter(|bound| bound.is_by(own)).map(|bound| Stand::There(bound.clone().into()));
        let led = || self.leads_to.clone().map(Stand::LeadsTo);
        let built = || self.recipe.clone().map(Stand::BuiltBy);
        there.or_else(led).or_else(built).unwrap_or(Stand::Nothing)
    }

    /// What stands in for what this one could not build.
    pub(super) fn stands_in(&self, recipe: &Arc<Recipe<T>>) -> Option<&Arc<Bound<T>>> {
        self.making(recipe)?.stands_in.as_ref()
    }

    /// How it is built, unless another value hides that.
    #[cfg(feature = "command")]
    pub(super) fn recipe_in_use(&self) -> Option<&Recipe<T>> {
        let is_hidden = self.provided.is_some() || !self.swaps.is_empty() || self.leads_to.is_some();
        self.recipe.as_deref().filter(|_| !is_hidden)
    }

    /// What there is to see of it, but for its name and tag; nothing where it has nothing for whoever asks.
    #[cfg(feature = "command")]
    pub(super) fn seen(&self) -> Option<DependencySnapshot> {
        let there = |state, place| {
            Some(DependencySnapshot {
                name: String::new(),
                tag: None,
                state,
                service: None,
                place,
                at: None,
                error: None,
            })
        };
        if let Some((_, swapped)) = self.swaps.last() {
            return there(DependencyState::Swapped, swapped.place());
        }
        if let Some(tag) = &self.leads_to {
            return there(DependencyState::Bound(tag.name().to_owned()), None);
        }
        if let Some(provided) = &self.provided {
            return there(DependencyState::Provided, provided.place());
        }
        let of_parents = || self.makings.iter().rev().map(|making| &making.recipe).find(|recipe| !recipe.is_out());
        let recipe = self.recipe.as_ref().or_else(of_parents)?;
        let making = self.making(recipe);
        let state = match making {
            _ if recipe.scope == ServiceScope::Transient => DependencyState::Transient,
            Some(Making { built: Some(_), .. }) => DependencyState::Built,
            Some(Making { stands_in: Some(_), .. }) => DependencyState::StandsIn,
            Some(Making { building: Some(_), .. }) => DependencyState::Building,
            Some(Making { failed: Some(_), .. }) => DependencyState::Failed,
            _ => DependencyState::NotBuilt,
        };
        Some(DependencySnapshot {
            service: Some(recipe.name.to_string()),
            at: making.and_then(|making| making.ended).map(Moment::since_start),
            error: making.and_then(|making| making.failed.as_ref()).map(|failed| failed.error.to_string()),
            ..there(state, Some(recipe.place.clone()))?
        })
    }

    /// Where it was provided, or said how it is built.
    pub(super) fn place(&self) -> Option<String> {
        let provided = self.provided.as_ref().and_then(|bound| bound.place());
        provided.or_else(|| self.recipe.as_ref().map(|recipe| recipe.place.clone()))
    }

    /// Gives what is there or stands in for it, what is being built, or why it cannot be; and what is to be done about it.
    pub(super) fn ask(&mut self, recipe: &Arc<Recipe<T>>, now: Moment) -> (Asked<T>, Begun<T>) {
        let gone = self.take_gone();
        if recipe.is_out() {
            return (Asked::Gone, Begun { building: None, gone });
        }
        // It may have been provided, swapped in or built since whoever asks has looked, and bound after that.
        if let Some(there) = self.current().filter(|there| there.is_by(Some(recipe))) {
            return (Asked::There(there.clone().into()), Begun { building: None, gone });
        }
        let at = self.makings.iter().position(|making| making.is_by(recipe)).unwrap_or_else(|| {
            self.makings.push(Making::new(recipe));
            self.makings.len() - 1
        });
        let (asked, building) = self.makings[at].ask(now);
        (asked, Begun { building, gone })
    }

    /// Keeps what came of a building, unless its recipe was taken out meanwhile.
    pub(super) fn is_built(&mut self, building: &Arc<Building<T>>, done: &Done<T>, now: Moment) -> Settled<T> {
        let gone = self.take_gone();
        let making = self.makings.iter_mut().find(|making| making.has_begun(building));
        let is_kept = making.is_some();
        let stood_in = making.and_then(|making| making.is_built(done, now));
        Settled { is_kept, _before: (gone, stood_in) }
    }

    /// Whether something was built by the recipe with this very name.
    pub(super) fn has_built(&self, by: &Arc<str>) -> bool {
        self.makings.iter().any(|making| making.is_called(by) && making.built.is_some())
    }

    /// Takes out what was built by the recipe with this very name.
    pub(super) fn take_built(&mut self, by: &Arc<str>) -> Option<Built<T>> {
        let making = self.makings.iter_mut().find(|making| making.is_called(by))?;
        Some(Built { bound: making.built.take()?, recipe: making.recipe.clone() })
    }

    /// Takes out what was built by its own recipe: what was by that of a parent stays.
    pub(super) fn take_own_built(&mut self) -> Option<Arc<Bound<T>>> {
        let own = self.recipe.clone()?;
        self.makings.iter_mut().find(|making| making.is_by(&own))?.built.take()
    }

    /// Takes out what was provided and its own recipe, with all that came of it. What it gives is the user's.
    pub(super) fn take_own(&mut self) -> Self {
        let recipe = self.recipe.take();
        if let Some(own) = &recipe {
            own.take_out();
        }
        Self { provided: self.provided.take(), recipe, makings: self.take_gone(), ..Self::new() }
    }

    /// Takes out what came of recipes that were taken out. What it gives is the user's.
    pub(super) fn take_gone(&mut self) -> Vec<Making<T>> {
        if !self.makings.iter().any(|making| making.recipe.is_out()) {
            return Vec::new();
        }
        let (gone, left) = take(&mut self.makings).into_iter().partition(|making| making.recipe.is_out());
        self.makings = left;
        gone
    }

    /// Whether nothing came of any recipe that is still there.
    pub(super) fn makes_nothing(&self) -> bool {
        self.makings.iter().all(|making| making.recipe.is_out())
    }

    fn making(&self, recipe: &Arc<Recipe<T>>) -> Option<&Making<T>> {
        self.makings.iter().find(|making| making.is_by(recipe))
    }

    /// Takes everything out. What it gives is the user's.
    pub(super) fn clear(&mut self) -> Self {
        if let Some(own) = &self.recipe {
            own.take_out();
        }
        let new = Self { swapped: self.swapped, leads_to: self.leads_to.clone(), ..Self::new() };
        replace(self, new)
    }
}

impl<T: ?Sized> Making<T> {
    fn new(recipe: &Arc<Recipe<T>>) -> Self {
        Self { recipe: recipe.clone(), built: None, building: None, failed: None, stands_in: None, ended: None }
    }

    fn is_by(&self, recipe: &Arc<Recipe<T>>) -> bool {
        Arc::ptr_eq(&self.recipe, recipe)
    }

    /// Whether its recipe has this very name, and is there.
    fn is_called(&self, name: &Arc<str>) -> bool {
        !self.recipe.is_out() && Arc::ptr_eq(&self.recipe.name, name)
    }

    fn has_begun(&self, building: &Arc<Building<T>>) -> bool {
        self.building.as_ref().is_some_and(|begun| Arc::ptr_eq(begun, building))
    }
}

impl<T: ?Sized + Send + Sync + 'static> Making<T> {
    /// What stands in for it, what is being built, or why it cannot be; and the building that is to begin, if one is.
    fn ask(&mut self, now: Moment) -> (Asked<T>, Option<Arc<Building<T>>>) {
        // Somebody may have bound the slot since.
        if let Some(built) = &self.built {
            return (Asked::There(built.clone().into()), None);
        }
        let stands_in = self.stands_in.clone().map(|bound| Asked::There(bound.into()));
        let (asked, begun) = match (&self.building, &self.failed) {
            (Some(building), _) => (Asked::Building(building.clone()), None),
            (None, Some(failed)) if now < failed.until => (Asked::Failed(failed.at(now)), None),
            (None, _) => {
                let building = Building::new(&self.recipe);
                self.building = Some(building.clone());
                (Asked::Building(building.clone()), Some(building))
            }
        };
        (stands_in.unwrap_or(asked), begun)
    }

    /// Keeps what came of it, and gives what stood in until then.
    fn is_built(&mut self, done: &Done<T>, now: Moment) -> Option<Arc<Bound<T>>> {
        self.building = None;
        self.ended = Some(now);
        match done {
            Ok((bound, None)) => {
                self.failed = None;
                self.built = Some(bound.clone());
                self.stands_in.take()
            }
            Ok((bound, Some(error))) => {
                self.failed = Some(self.failure(error, now));
                self.stands_in.replace(bound.clone())
            }
            Err(error) => {
                self.failed = Some(self.failure(error, now));
                None
            }
        }
    }

    fn failure(&self, error: &Error, now: Moment) -> Failed {
        let before = self.failed.as_ref().map(|failed| failed.pause * 2);
        let pause = before.unwrap_or(PAUSE).min(LONGEST);
        Failed { error: error.clone(), until: now.after(pause), pause }
    }
}

impl Failed {
    /// The error, with how long nobody will try again.
    fn at(&self, now: Moment) -> Error {
        match &self.error {
            Error::ServiceFailed(failed) => {
                Error::from(ServiceFailed { retry_after: Some(self.until.since(now)), ..ServiceFailed::clone(failed) })
            }
            error => error.clone(),
        }
    }
}
