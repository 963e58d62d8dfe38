//! Choosing among those with a tag: what whoever asks without one is led to.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{SettingsError, UnknownName};
use crate::inject::core::shelf;
use crate::registry::{BindingSettings, Registry, Shelved, Tag};
use crate::settings::{Follow, Layer, Layers, Live, Settings as _};

/// What can be chosen for one type in one registry.
pub(crate) struct Choice {
    /// That of the type.
    name: Arc<str>,
    /// Where whoever asks without a tag looks.
    slot: Arc<dyn Shelved>,
    known: Vec<Tag>,
    /// What is chosen now, be it that nobody provides it any more.
    chosen: Option<Tag>,
}

/// A choice for each type of which a registry or its parents provide something under a tag, or which is bound.
pub(crate) fn choices(registry: &Registry) -> Vec<Choice> {
    let mut choices: HashMap<TypeId, Choice> = HashMap::new();
    let tagged = registry.lineage().flat_map(|level| shelf(level).filled()).filter(|(key, _)| key.tag.is_some());
    let bound = shelf(registry).filled().into_iter().filter(|(_, slot)| slot.binding().settings().to.is_some());
    for (key, slot) in tagged.chain(bound) {
        let choice = choices.entry(key.kind).or_insert_with(|| Choice {
            name: slot.type_name().into(),
            slot: slot.untagged(registry),
            known: Vec::new(),
            chosen: slot.untagged(registry).leads_to().map(|tag| (*tag).clone()),
        });
        choice.known.extend(key.tag.filter(|tag| !choice.known.contains(tag)));
    }
    choices.into_values().collect()
}

impl Choice {
    /// Finds what is written so.
    fn tag(&self, settings: &BindingSettings) -> Option<&Tag> {
        let to = settings.to.as_deref()?;
        self.known.iter().chain(&self.chosen).find(|tag| tag.name() == to)
    }

    /// Says why it cannot be chosen.
    fn problem(&self, to: &str) -> Option<String> {
        if self.chosen.as_ref().is_some_and(|chosen| chosen.name() == to) {
            return None;
        }
        match self.known.iter().filter(|tag| tag.name() == to).count() {
            0 => {
                let known = self.known.iter().map(|tag| tag.name().to_owned()).collect();
                Some(UnknownName::new("tag", to, known).to_string())
            }
            1 => None,
            _ => Some(format!("two tags are written `{to}`, a type and a name: give the name another one")),
        }
    }
}

impl Live for Choice {
    type Settings = BindingSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> BindingSettings {
        self.slot.binding().settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<BindingSettings>) -> R) -> R {
        self.slot.binding().layers(look)
    }

    fn check(&self, settings: &BindingSettings) -> Result<(), SettingsError> {
        let subject = self.subject();
        settings.check(&subject)?;
        let problem = settings.to.as_deref().and_then(|to| self.problem(to));
        problem.map_or(Ok(()), |problem| Err(SettingsError::Missing { problem: format!("{subject}: {problem}") }))
    }

    fn take_over<'a>(
        &'a self,
        before: &BindingSettings,
        after: &BindingSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let mut is_seen = false;
        let lead = || is_seen = self.slot.lead(self.tag(after).cloned());
        let is_taken = self.slot.binding().take_over(before, after, layer, lead);
        let is_told = is_seen && before != after;
        is_taken.then(|| -> Follow<'a> {
            if is_told { Box::new(|| self.slot.tell()) } else { Box::new(|| {}) }
        })
    }
}
