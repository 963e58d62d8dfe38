//! A dependency, where it is.

use std::panic::Location;
use std::sync::Arc;

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    /// Where it was provided; what was built has none.
    pub(super) place: Option<&'static Location<'static>>,
}

impl<T: ?Sized> Bound<T> {
    /// `file:line`
    pub(super) fn place(&self) -> Option<String> {
        self.place.map(|place| format!("{}:{}", place.file(), place.line()))
    }
}
