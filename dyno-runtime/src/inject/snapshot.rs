//! What a registry provides, to be looked at.

use crate::inject::core::shelf;
use crate::registry::{DependencySnapshot, Registry};

/// All that a registry has for whoever asks, by type and tag; what its parents have is theirs.
pub(crate) fn dependencies(registry: &Registry) -> Vec<DependencySnapshot> {
    let filled = shelf(registry).filled();
    let mut all: Vec<_> = filled.into_iter().filter_map(|(key, slot)| slot.seen(&key)).collect();
    all.sort_by(|a, b| (&a.name, &a.tag).cmp(&(&b.name, &b.tag)));
    all
}
