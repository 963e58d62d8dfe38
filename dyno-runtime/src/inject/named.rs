//! What a slot is known by.

use std::any::{TypeId, type_name};

use crate::registry::{Key, Tag};

pub(super) fn key<T: ?Sized + 'static>(tag: Option<&Tag>) -> Key {
    Key { kind: TypeId::of::<T>(), tag: tag.cloned() }
}

/// Names a type and a tag.
pub(super) fn described<T: ?Sized>(tag: Option<&Tag>) -> String {
    let tag = tag.map(|tag| format!(" tagged {tag}")).unwrap_or_default();
    format!("`{}`{tag}", type_name::<T>())
}
