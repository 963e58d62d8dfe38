//! A fuse among all that has settings.

use std::sync::Arc;

use crate::event::{FuseCause, FuseChange};
use crate::fuse::settings::FuseSettings;
use crate::fuse::shared::Shared;
use crate::settings::{Follow, Layer, Layers, Live};

impl Live for Shared {
    type Settings = FuseSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> FuseSettings {
        self.settings.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<FuseSettings>) -> R) -> R {
        self.settings.layers(look)
    }

    fn take_over<'a>(&'a self, before: &FuseSettings, after: &FuseSettings, layer: Layer<'_>) -> Option<Follow<'a>> {
        let (now, mut told) = (self.clock.now(), Vec::new());
        // Whoever says it has the last word, be it what was said before somebody else spoke.
        let is_said = match layer {
            Layer::Loaded(said) => self.settings.layers(|layers| layers.is_news(said, "blown")),
            Layer::Overridden(said) => self.settings.layers(|layers| layers.is_overridden_anew(said, "blown")),
            Layer::ByHand(_) | Layer::Released => false,
        };
        let is_taken = self.settings.take_over(before, after, layer, || {
            told = self.changed(now, FuseCause::Settings, after, |state| {
                if is_said || before.blown != after.blown {
                    state.settle(after.blown.as_deref(), now);
                }
            });
        });
        is_taken.then(|| -> Follow<'a> { Box::new(move || told.iter().for_each(FuseChange::trace)) })
    }
}
