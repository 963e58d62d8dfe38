//! What a tag is written as: a name or a type, which its own type tells.

use crate::registry::Tag;

/// What is written behind `tag =`.
#[derive(Debug)]
pub struct TagOf<'a, T>(pub &'a T);

impl TagOf<'_, &'static str> {
    /// Tags by the name.
    #[must_use]
    pub fn tag(&self) -> Tag {
        Tag::from(*self.0)
    }
}

/// For what is no name.
pub trait PlainTag {
    /// Tags by the type.
    fn tag(&self) -> Tag;
}

impl<T: 'static> PlainTag for TagOf<'_, T> {
    fn tag(&self) -> Tag {
        Tag::of::<T>()
    }
}
