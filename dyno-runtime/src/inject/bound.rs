//! A dependency, where it is.

use std::panic::Location;
use std::sync::Arc;

use crate::inject::recipe::Recipe;

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    /// Where it was provided; what was built has none.
    pub(super) place: Option<&'static Location<'static>>,
    /// What built it for one registry alone. That may stand in another one, and be gone by now.
    pub(super) scoped_by: Option<Arc<Recipe<T>>>,
}

impl<T: ?Sized> Bound<T> {
    /// Provided at a place.
    pub(super) fn provided(value: Arc<T>, place: &'static Location<'static>) -> Self {
        Self { value, place: Some(place), scoped_by: None }
    }

    /// Whether whoever is told to build it by this one gets it instead.
    pub(super) fn is_by(&self, recipe: Option<&Arc<Recipe<T>>>) -> bool {
        match (&self.scoped_by, recipe) {
            (None, _) => true,
            (Some(by), Some(recipe)) => Arc::ptr_eq(by, recipe),
            (Some(_), None) => false,
        }
    }

    /// `file:line`
    pub(super) fn place(&self) -> Option<String> {
        self.place.map(|place| format!("{}:{}", place.file(), place.line()))
    }
}
