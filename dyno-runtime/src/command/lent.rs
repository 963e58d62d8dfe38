//! Keys of calls as they are written in attributes.

/// The key of a call as it is written in an attribute: what is a reference already is handed on as it is, so that a `&str` is looked up as
/// the `str` that it is.
#[derive(Debug)]
pub struct Lent<'a, T: ?Sized>(pub &'a T);

impl<'a, T: ?Sized> Lent<'_, &'a T> {
    /// Hands it on. Before the trait, where both fit.
    #[must_use]
    pub fn lent(self) -> &'a T {
        self.0
    }
}

/// The same for what is no reference.
pub trait PlainLent<'a, T: ?Sized> {
    /// Hands it on.
    fn lent(self) -> &'a T;
}

impl<'a, T: ?Sized> PlainLent<'a, T> for Lent<'a, T> {
    fn lent(self) -> &'a T {
        self.0
    }
}
