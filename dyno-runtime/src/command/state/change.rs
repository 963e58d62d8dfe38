//! Settings of a command, changed while it runs.

use crate::command::settings::CommandSettings;
use crate::command::state::{HAS_BULKHEAD, HAS_RATE_LIMIT, State, care, smaller, subject, word};
use crate::error::SettingsError;
use crate::settings::{Origin, Settings, change};
use crate::sync::lock;
use crate::sync::plain::Ordering::Relaxed;

impl State {
    pub(crate) fn configure(
        &self,
        origin: &Origin,
        edit: impl FnMut(&mut CommandSettings),
    ) -> Result<(), SettingsError> {
        change(
            self,
            &self.subject(),
            || self.settings(),
            edit,
            |settings| {
                settings.check(&subject(&self.name))?;
                if !self.guarded().attempts_once() {
                    settings.check_attempts(&subject(&self.name))?;
                }
                self.has_room_for(settings)
            },
            |before, after| self.take_over(before, after, origin),
        )
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
        Err(SettingsError::Impossible { subject: subject(&self.name), setting, remedy })
    }

    fn take_over(&self, before: &CommandSettings, after: &CommandSettings, origin: &Origin) -> bool {
        let mut settings = lock(&self.settings);
        if *settings != *before {
            return false;
        }
        settings.clone_from(after);
        lock(&self.origins).note(before, after, origin);
        let is_maker = std::ptr::eq(self.guarded(), self);
        let (attempt, limit) = if is_maker { (after.attempt_timeout, smaller(after)) } else { (None, after.timeout) };
        self.timeout.store(word(after.timeout), Relaxed);
        self.attempt_timeout.store(word(attempt), Relaxed);
        self.limit.store(word(limit), Relaxed);
        if !is_maker {
            self.guarded().take_over(&self.guarded().settings(), after, origin);
        }
        let mut problems = lock(&self.problems);
        problems.of_settings = None;
        let policies = self.care.load(Relaxed) & (HAS_BULKHEAD | HAS_RATE_LIMIT);
        self.care.store(care(&problems, after.exact_latency) | policies, Relaxed);
        true
    }
}
