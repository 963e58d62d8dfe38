//! Settings of a command, changed while it runs.

use std::sync::Arc;

use crate::command::settings::CommandSettings;
use crate::command::state::care::BROKEN;
use crate::command::state::{State, smaller, word};
use crate::error::SettingsError;
use crate::registry::Registry;
use crate::settings::{AnyLive as _, Follow, Kept, Layer, Layers, Live, Settings as _};
use crate::sync::lock;
use crate::sync::plain::Ordering::Relaxed;

impl Live for State {
    type Settings = CommandSettings;

    fn name(&self) -> &Arc<str> {
        &self.name
    }

    fn settings(&self) -> CommandSettings {
        self.settings.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<CommandSettings>) -> R) -> R {
        self.settings.layers(look)
    }

    fn check(&self, settings: &CommandSettings) -> Result<(), SettingsError> {
        settings.check(&self.subject())?;
        if !self.guarded().attempts_once() {
            settings.check_attempts(&self.subject())?;
        }
        self.has_room_for(settings)
    }

    fn take_over<'a>(
        &'a self,
        before: &CommandSettings,
        after: &CommandSettings,
        layer: Layer<'_>,
    ) -> Option<Follow<'a>> {
        let is_taken = self.settings.take_over(before, after, layer, || self.follow(after, layer));
        is_taken.then(|| -> Follow<'a> { Box::new(|| {}) })
    }
}

impl State {
    /// Has it begin with what was loaded into the registry, before anybody knows of it. Where that cannot be, it is what is wrong.
    pub(crate) fn begin(&self, registry: &Registry) {
        let (this, sheet) = (Kept(self), registry.sheet());
        let (entries, overs) = (sheet.of(this.kind(), &self.name), sheet.over(this.kind(), &self.name));
        let problem = if entries.is_empty() { None } else { this.objections(&entries).into_iter().next() };
        if let Some(problem) = problem {
            lock(&self.problems).of_settings = Some(Arc::new(problem));
            self.care.fetch_or(BROKEN, Relaxed);
            return;
        }
        if !entries.is_empty() {
            drop(this.load(&entries));
        }
        if !overs.is_empty() {
            drop(this.override_(&overs));
        }
    }

    /// Has words that calls read say what the settings do.
    fn follow(&self, after: &CommandSettings, layer: Layer<'_>) {
        let is_maker = std::ptr::eq(self.guarded(), self);
        let (attempt, limit) = if is_maker { (after.attempt_timeout, smaller(after)) } else { (None, after.timeout) };
        self.timeout.store(word(after.timeout), Relaxed);
        self.attempt_timeout.store(word(attempt), Relaxed);
        self.limit.store(word(limit), Relaxed);
        if !is_maker {
            drop(self.guarded().take_over(&self.guarded().settings(), after, layer));
        }
        // What was below an override may be as wrong as it was.
        self.judge(after);
    }

    fn has_room_for(&self, settings: &CommandSettings) -> Result<(), SettingsError> {
        let setting = match settings {
            CommandSettings { timeout: Some(_), .. } => "timeout",
            CommandSettings { attempt_timeout: Some(_), .. } => "attempt_timeout",
            _ => return Ok(()),
        };
        #[cfg(feature = "pool")]
        let has_pool = self.guarded().pool.is_some();
        #[cfg(not(feature = "pool"))]
        let has_pool = false;
        let remedy = match (self.is_sync, self.can_refuse) {
            (true, _) if !has_pool => {
                "the function is not async, and has no pool on which its caller could leave it: write `pool` in its attribute"
            }
            (true, _) | (false, true) => return Ok(()),
            (false, false) => {
                "its attribute asks for nothing that can refuse a call, so that its return type may have no room for \
                 dyno's error: write `timeout = off` there"
            }
        };
        Err(SettingsError::Impossible { subject: self.subject(), setting, remedy })
    }
}
