//! Which of those with a tag whoever asks without one is led to.

use std::sync::Arc;

use crate::error::SettingsError;
use crate::settings::{Fields, Layers, Origin, SetTo, Settings};

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
pub(crate) type Binding = SetTo<BindingSettings>;

/// One of a type that nobody has bound.
pub(crate) fn unbound() -> Binding {
    let settings = BindingSettings::default();
    SetTo::new(Layers::new(settings.clone(), &[], &Origin::Default), settings)
}
