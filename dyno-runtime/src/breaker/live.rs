//! A breaker among all that has settings.

use std::sync::Arc;

use crate::breaker::settings::BreakerSettings;
use crate::breaker::shared::Shared;
use crate::settings::{Follow, Layer, Layers, Live, Origin, Settings as _};
use crate::sync::lock;

impl Live for Shared {
    type Settings = BreakerSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> BreakerSettings {
        lock(&self.machine).state.settings().clone()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<BreakerSettings>) -> R) -> R {
        look(&lock(&self.layers))
    }

    fn unused(&self, setting: &str) -> Option<&'static str> {
        let is_ruled = self.rule.is_some() && ["open_for", "open_max", "jitter"].contains(&setting);
        is_ruled.then_some("it is a closure that says how long this breaker stays open, so nobody asks for this")
    }

    fn take_over<'a>(
        &'a self,
        before: &BreakerSettings,
        after: &BreakerSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let now = self.now();
        let changed = {
            let mut machine = lock(&self.machine);
            if machine.state.settings() != before {
                return None;
            }
            lock(&self.layers).note(layer);
            self.decide(&mut machine, now, |state| state.configure(now, after.clone())).1
        };
        Some(Box::new(move || self.tell(&changed)))
    }

    fn planned(&self) -> Vec<(&'static str, String, Origin)> {
        let machine = lock(&self.machine);
        let layers = lock(&self.layers);
        let with_origin = |(setting, value)| match (setting, &self.rule) {
            ("open_for", Some(rule)) => Some((setting, format!("{rule:?}"), layers.built_at().clone())),
            // What the rule says is neither capped nor jittered.
            ("open_max" | "jitter", Some(_)) => None,
            _ => Some((setting, value, layers.origin(setting))),
        };
        machine.state.settings().written().into_iter().filter_map(with_origin).collect()
    }
}
