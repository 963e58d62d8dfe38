//! What would follow from other settings.

use crate::command::{CommandSettings, CommandSnapshot, State, StateRef};
use crate::config::living::Living;
#[cfg(feature = "pool")]
use crate::config::steer::dry::harm;
#[cfg(any(feature = "bulkhead", feature = "pool"))]
use crate::config::steer::dry::room::{AT_WORK, Room, WAIT, peak};
use crate::config::steer::dry::{Finding, Found, policies};
use crate::event::SettingChange;
use crate::metrics::Counts;
use crate::registry::Registry;
use crate::settings::{Settings, Text};

/// What would follow from other settings.
pub(in crate::config::steer) fn of_settings(
    registry: &Registry,
    declared: &[StateRef],
    thing: &Living,
    written: &[(&'static str, String)],
    changes: &[SettingChange],
) -> Found {
    let mut found = Found::default();
    let is_changed = |setting: &str| changes.iter().any(|one| one.setting == setting && one.was != one.is);
    let name: &str = thing.name();
    if changes.iter().all(|change| change.was == change.is) {
        found.say("nothing would have another value; from then on the override says so");
    }
    match thing.kind() {
        CommandSettings::KIND => {
            let built = registry.find::<State>(name).map(StateRef::Instance);
            let state = declared.iter().find(|state| **state.name() == *name).cloned().or(built);
            if let Some(state) = state {
                of_command(&mut found, &state, &with(state.settings(), written), is_changed);
            }
        }
        #[cfg(feature = "breaker")]
        crate::breaker::BreakerSettings::KIND => {
            if let Some(breaker) = registry.find::<crate::breaker::Shared>(name) {
                policies::of_breaker(&mut found, registry, &breaker, written, is_changed);
            }
        }
        #[cfg(feature = "bulkhead")]
        crate::bulkhead::BulkheadSettings::KIND => {
            if let Some(bulkhead) = registry.find::<crate::bulkhead::Shared>(name) {
                let now = bulkhead.snapshot();
                let then = with(now.settings.clone(), written);
                let recent = peak(&commands(registry), |command| command.bulkhead.as_deref() == Some(name));
                let permits = Room { setting: "permits", what: AT_WORK, was: now.permits, limit: then.permits };
                found.room(&permits, now.active, Some(now.peak), recent);
                let queue = Room { setting: "queue", what: WAIT, was: now.queue, limit: then.queue };
                found.room(&queue, now.queued, None, None);
            }
        }
        #[cfg(feature = "cache")]
        crate::cache::CacheSettings::KIND => {
            if let Some(cache) = registry.find::<crate::cache::Core>(name) {
                let now = cache.snapshot();
                policies::of_cache(&mut found, now.len, &with(now.settings, written), is_changed);
            }
        }
        #[cfg(feature = "fuse")]
        crate::fuse::FuseSettings::KIND => {
            if let Some(fuse) = registry.find::<crate::fuse::Shared>(name) {
                policies::of_fuse(&mut found, &fuse, written, is_changed);
            }
        }
        #[cfg(feature = "pool")]
        crate::pool::PoolSettings::KIND => {
            if let Some(pool) = registry.find::<crate::pool::Owner>(name) {
                let now = crate::pool::Pool::from(pool).snapshot();
                let then = with(now.settings.clone(), written);
                let recent = peak(&commands(registry), |command| command.pool.as_deref() == Some(name));
                let was = now.settings.threads;
                let threads = Room { setting: "threads", what: AT_WORK, was, limit: then.threads };
                found.room(&threads, now.active, Some(now.largest), recent);
                harm::of_queue(&mut found, &then, recent, is_changed);
                let queue = Room { setting: "queue", what: WAIT, was: now.settings.queue, limit: then.queue };
                found.room(&queue, now.queued, None, None);
            }
        }
        #[cfg(feature = "rate_limit")]
        crate::rate_limit::RateLimitSettings::KIND => {
            if let Some(limit) = registry.find::<crate::rate_limit::Shared>(name) {
                let now = limit.snapshot();
                policies::of_limit(&mut found, registry, &now, &with(now.settings.clone(), written));
            }
        }
        #[cfg(feature = "retry")]
        crate::retry::RetrySettings::KIND => {
            if let Some(retry) = registry.find::<crate::retry::Shared>(name) {
                policies::of_retry(&mut found, registry, name, &with(retry.snapshot().settings, written), is_changed);
            }
        }
        #[cfg(feature = "inject")]
        crate::registry::BindingSettings::KIND => policies::of_binding(&mut found, registry, name, changes),
        _ => found.say("calls from then on follow it; what it would have changed cannot be known"),
    }
    found
}

/// Settings that are written so.
pub(super) fn with<S: Settings>(mut settings: S, written: &[(&'static str, String)]) -> S {
    for (setting, field) in settings.fields() {
        if let Some((_, value)) = written.iter().find(|(known, _)| *known == setting) {
            // It was written by a field of its sort.
            let _ = field.set(value);
        }
    }
    settings
}

pub(super) fn commands(registry: &Registry) -> Vec<CommandSnapshot> {
    let _entered = registry.enter();
    crate::command::snapshot().commands
}

/// Counts of the last 10 s of what is made: behind a cache the makings.
pub(super) fn made(command: &CommandSnapshot) -> &Counts {
    command.making.as_ref().map_or(&command.recent, |making| &making.recent)
}

fn of_command(found: &mut Found, state: &StateRef, then: &CommandSettings, is_changed: impl Fn(&str) -> bool) {
    let limits = [("timeout", then.timeout), ("attempt_timeout", then.attempt_timeout)];
    let recent = state.metrics().read(state.now()).recent;
    for (setting, limit) in limits.into_iter().filter(|(setting, _)| is_changed(setting)) {
        let Some(limit) = limit else {
            found.say(format!("without `{setting}` calls may last for ever"));
            if then.timeout.or(then.attempt_timeout).is_none() {
                found.warn("nothing ends a call that hangs");
            }
            continue;
        };
        let (at_least, at_most, of) = state.metrics().slower(limit, state.now());
        let many = if at_least == at_most { at_least.to_string() } else { format!("{at_least} to {at_most}") };
        let slower = format!("{many} of the {of} calls of the last 60 s took longer than {}", limit.write());
        if at_least * 20 >= of && at_least > 0 {
            found.warn(&*slower);
        }
        found.say(slower);
        if setting == "attempt_timeout" {
            found.say("that is of whole calls: how long single attempts took is not kept");
        }
        found.findings.push(Finding::Slower { setting: setting.to_owned(), limit, at_least, at_most, of });
    }
    if recent.calls.timeout > 0 {
        let ran_out = recent.calls.timeout;
        found.say(format!(
            "{ran_out} ran out of time in the last 10 s; how long these would have taken cannot be known"
        ));
    }
}
