//! A dependency, where it is.

use std::panic::Location;
use std::sync::Arc;

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    pub(super) place: &'static Location<'static>,
}

impl<T: ?Sized> Bound<T> {
    /// `file:line`
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.place.file(), self.place.line())
    }
}
