//! A dependency that nobody provides, and what was probably meant.

use std::any::type_name;
use std::panic::Location;
use std::sync::Arc;

use crate::error::{Error, Missing};
use crate::inject::core::{first, shelf};
use crate::inject::named::{described, key};
use crate::inject::state::Stand;
use crate::registry::{Registry, Tag};

/// Who asks for a dependency.
#[derive(Clone, Debug)]
pub struct Asking {
    /// A function, or what else a call of dyno is named by.
    pub(crate) name: Arc<str>,
    /// The parameter that it is for, if it is for one.
    pub(crate) parameter: Option<&'static str>,
    /// `file:line`
    pub(crate) place: String,
}

impl Asking {
    /// Whoever called at this place.
    pub(super) fn by_hand(caller: &Location<'_>) -> Self {
        Self { name: "registry".into(), parameter: None, place: format!("{}:{}", caller.file(), caller.line()) }
    }
}

/// Says who wants what, and what there is that looks like it.
#[cold]
pub(super) fn missing<T: ?Sized + Send + Sync + 'static>(
    registry: Option<&Registry>,
    tag: Option<&Tag>,
    asking: &Asking,
) -> Error {
    let wanted = described::<T>(tag);
    let lead = registry.filter(|_| tag.is_none()).and_then(lead::<T>);
    let near = registry.map(|registry| near::<T>(registry, &wanted)).unwrap_or_default();
    let wanted =
        lead.map(|tag| format!("{} (which settings bind it to)", described::<T>(Some(&tag)))).unwrap_or(wanted);
    let Asking { name, parameter, place } = asking;
    Error::from(Missing {
        name: name.clone(),
        wanted: wanted.into(),
        parameter: *parameter,
        place: place.as_str().into(),
        near: near.into(),
    })
}

/// The tag that whoever asks without one is led to.
fn lead<T: ?Sized + Send + Sync + 'static>(registry: &Registry) -> Option<Arc<Tag>> {
    match first::<T>(registry, &key::<T>(None))? {
        (.., Stand::LeadsTo(tag)) => Some(tag),
        _ => None,
    }
}

/// What is provided of the same name: under another tag, or with other markers, or in another module.
fn near<T: ?Sized>(registry: &Registry, wanted: &str) -> Vec<String> {
    let stem = stem(type_name::<T>());
    let all = registry.lineage().flat_map(|level| shelf(level).filled());
    let mut near: Vec<_> = all
        .filter(|(_, slot)| self::stem(slot.type_name()) == stem)
        .map(|(key, slot)| {
            let tag = key.tag.map(|tag| format!(" tagged {tag}")).unwrap_or_default();
            format!("`{}`{tag}", slot.type_name())
        })
        .filter(|name| name != wanted)
        .collect();
    near.sort();
    near.dedup();
    near
}

/// The last word of a type's name, without `dyn` and markers.
fn stem(name: &str) -> &str {
    let first = name.trim_start_matches("dyn ").split(" + ").next().unwrap_or(name);
    let plain = first.split('<').next().unwrap_or(first);
    plain.rsplit("::").next().unwrap_or(plain)
}
