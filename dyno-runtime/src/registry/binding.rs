//! Which of those with a tag whoever asks without one is led to, and who says so.

use std::sync::Arc;

use crate::error::SettingsError;
use crate::settings::{Fields, Layer, Layers, Origin, Settings};
use crate::sync::{Mutex, lock};

/// The settings of a binding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BindingSettings {
    /// The tag as it is written; `None` is off.
    pub(crate) to: Option<String>,
}

impl Settings for BindingSettings {
    const KIND: &'static str = "binding";

    /// What can be chosen is known where the registry is.
    fn check(&self, _: &Arc<str>) -> Result<(), SettingsError> {
        Ok(())
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![("to", &mut self.to)]
    }
}

/// The binding of one type in one registry.
#[derive(Debug)]
pub(crate) struct Binding(Mutex<(BindingSettings, Layers<BindingSettings>)>);

impl Binding {
    pub(crate) fn settings(&self) -> BindingSettings {
        lock(&self.0).0.clone()
    }

    pub(crate) fn layers<R>(&self, look: impl FnOnce(&Layers<BindingSettings>) -> R) -> R {
        look(&lock(&self.0).1)
    }

    /// Takes `after` over and notes the layer, and then has `lead` follow it; unless the settings are no longer `before`.
    pub(crate) fn take_over(
        &self,
        before: &BindingSettings,
        after: &BindingSettings,
        layer: Layer<'_>,
        lead: impl FnOnce(),
    ) -> bool {
        let (settings, layers) = &mut *lock(&self.0);
        if settings != before {
            return false;
        }
        settings.clone_from(after);
        layers.note(before, after, layer);
        lead();
        true
    }
}

impl Default for Binding {
    fn default() -> Self {
        let settings = BindingSettings::default();
        let layers = Layers::new(settings.clone(), &[], &Origin::Default);
        Self(Mutex::new((settings, layers)))
    }
}
