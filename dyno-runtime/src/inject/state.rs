//! What the present value of a slot follows from.

use std::mem::replace;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Moment;
use crate::error::Error;
use crate::inject::bound::Bound;
use crate::inject::building::Building;
use crate::inject::dep::Dep;
use crate::inject::recipe::Recipe;
use crate::registry::Tag;

/// What the present value follows from: the last swap that is in force, else, unless it leads elsewhere, what was provided, else what was built.
pub(super) struct State<T: ?Sized> {
    pub(super) provided: Option<Arc<Bound<T>>>,
    pub(super) swaps: Vec<(u64, Arc<Bound<T>>)>,
    pub(super) swapped: u64,
    /// What has this tag is there instead, unless something is swapped in.
    pub(super) leads_to: Option<Arc<Tag>>,
    pub(super) recipe: Option<Arc<Recipe<T>>>,
    /// With what built it, which another registry may have.
    pub(super) built: Option<Built<T>>,
    building: Option<Arc<Building<T>>>,
    failed: Option<Failed>,
    /// What stands in until it can be built.
    stands_in: Option<Arc<Bound<T>>>,
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
}

/// What a building ended with: a value, and if that only stands in, why; or nothing.
pub(super) type Done<T> = Result<(Arc<Bound<T>>, Option<Error>), Error>;

/// How long nobody tries again after a failure, and what that grows to, doubling.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

impl<T: ?Sized + Send + Sync + 'static> State<T> {
    pub(super) fn new() -> Self {
        Self {
            provided: None,
            swaps: Vec::new(),
            swapped: 0,
            leads_to: None,
            recipe: None,
            built: None,
            building: None,
            failed: None,
            stands_in: None,
        }
    }

    pub(super) fn current(&self) -> Option<&Arc<Bound<T>>> {
        let swapped = self.swaps.last().map(|(_, bound)| bound);
        if swapped.is_some() || self.leads_to.is_some() {
            return swapped;
        }
        self.provided.as_ref().or(self.built.as_ref().map(|built| &built.bound))
    }

    /// What it has for whoever asks, in its own registry or below.
    pub(super) fn stand(&self, is_own: bool) -> Stand<T> {
        let is_for_all = |bound: &&Arc<Bound<T>>| !bound.is_scoped || is_own && self.recipe.is_some();
        let there = self.current().filter(is_for_all).map(|bound| Stand::There(bound.clone().into()));
        let led = || self.leads_to.clone().map(Stand::LeadsTo);
        let built = || self.recipe.clone().map(Stand::BuiltBy);
        there.or_else(led).or_else(built).unwrap_or(Stand::Nothing)
    }

    /// What stands in for it.
    pub(super) fn stands_in(&self) -> Option<&Arc<Bound<T>>> {
        self.stands_in.as_ref()
    }

    /// How it is built, unless another value hides that.
    #[cfg(feature = "command")]
    pub(super) fn recipe_in_use(&self) -> Option<&Recipe<T>> {
        let is_hidden = self.provided.is_some() || !self.swaps.is_empty() || self.leads_to.is_some();
        self.recipe.as_deref().filter(|_| !is_hidden)
    }

    /// Where it was provided, or said how it is built.
    pub(super) fn place(&self) -> Option<String> {
        let provided = self.provided.as_ref().and_then(|bound| bound.place());
        provided.or_else(|| self.recipe.as_ref().map(|recipe| recipe.place.clone()))
    }

    /// Gives what is there or stands in for it, what is being built, or why it cannot be; and the building that is to begin, if one is.
    pub(super) fn ask(&mut self, recipe: &Recipe<T>, now: Moment) -> (Asked<T>, Option<Arc<Building<T>>>) {
        // It may have been built, and then bound, since whoever asks has looked.
        if let Some(there) = self.current().or(self.built.as_ref().map(|built| &built.bound)) {
            return (Asked::There(there.clone().into()), None);
        }
        let stands_in = self.stands_in.clone().map(|bound| Asked::There(bound.into()));
        let (asked, begun) = match (&self.building, &self.failed) {
            (Some(building), _) => (Asked::Building(building.clone()), None),
            (None, Some(failed)) if now < failed.until => (Asked::Failed(failed.at(now)), None),
            (None, _) => {
                let building = Building::new(recipe);
                self.building = Some(building.clone());
                (Asked::Building(building.clone()), Some(building))
            }
        };
        (stands_in.unwrap_or(asked), begun)
    }

    /// Keeps what came of a building, unless all was taken out meanwhile; and gives what that replaces.
    pub(super) fn is_built(
        &mut self,
        building: &Arc<Building<T>>,
        recipe: &Arc<Recipe<T>>,
        done: &Done<T>,
        now: Moment,
    ) -> Option<Arc<Bound<T>>> {
        self.building.take_if(|present| Arc::ptr_eq(present, building))?;
        match done {
            Ok((bound, None)) => {
                self.failed = None;
                self.built = Some(Built { bound: bound.clone(), recipe: recipe.clone() });
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

    /// Takes everything out. What it gives is the user's.
    pub(super) fn clear(&mut self) -> Self {
        let new = Self { swapped: self.swapped, leads_to: self.leads_to.clone(), ..Self::new() };
        replace(self, new)
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
            Error::ServiceFailed { name, message, .. } => Error::ServiceFailed {
                name: name.clone(),
                message: message.clone(),
                retry_after: Some(self.until.since(now)),
            },
            error => error.clone(),
        }
    }
}
