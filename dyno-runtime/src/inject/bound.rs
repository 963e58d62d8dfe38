//! A dependency, where it is.

use std::panic::Location;
use std::sync::Arc;

/// A dependency, and where it was provided.
pub(super) struct Bound<T: ?Sized> {
    pub(super) value: Arc<T>,
    /// Where it was provided; what was built has none.
    pub(super) place: Option<&'static Location<'static>>,
    /// Whether it was built for one registry alone, by what may stand in another: whoever asks below looks there as well, and so does whoever asks
    /// here, because something else may be provided there by now.
    pub(super) is_scoped: bool,
}

impl<T: ?Sized> Bound<T> {
    /// Provided at a place.
    pub(super) fn provided(value: Arc<T>, place: &'static Location<'static>) -> Self {
        Self { value, place: Some(place), is_scoped: false }
    }

    /// `file:line`
    pub(super) fn place(&self) -> Option<String> {
        self.place.map(|place| format!("{}:{}", place.file(), place.line()))
    }
}
