//! What a change would do, told before it is made: what would be set, and what the present window says of that.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::command::{CommandSettings, State, StateRef};
use crate::config::living::Living;
use crate::event::{Act, SettingChange};
use crate::outcome::{BreakerState, TransitionCause};
use crate::registry::Registry;
use crate::settings::{Settings, Text};

/// What an override or an act would do. Its `Display` is a line for each. Times are in seconds when it is serialized.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DryRun {
    /// What would be set, each with what it is now.
    pub changes: Vec<SettingChange>,
    /// Whether it could be undone.
    pub can_be_undone: bool,
    /// What the numbers that are known by now say of it.
    pub findings: Vec<Finding>,
    /// The same in words, and what cannot be known.
    pub words: Vec<String>,
}

/// What known numbers say of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// What a breaker would make of the outcomes that it has counted.
    #[non_exhaustive]
    Verdict {
        /// Its state now.
        state: BreakerState,
        /// How many outcomes are in the window.
        counted: u64,
        /// How many of them failed.
        failures: u64,
        /// How many failed in a row up to now.
        in_a_row: u32,
        /// Why it would be open, if it would.
        opens: Option<TransitionCause>,
        /// How many more failures, one after the other, would open it; `None` where no number of them would.
        failures_to_open: Option<u64>,
    },
    /// How many of the calls of the last 60 s took longer than a limit. Times are known within 12.5 %.
    #[non_exhaustive]
    Slower {
        /// The setting.
        setting: String,
        /// The limit.
        #[serde(with = "crate::clock::seconds")]
        limit: Duration,
        /// So many at least.
        at_least: u64,
        /// So many at most.
        at_most: u64,
        /// Of so many.
        of: u64,
    },
    /// What is in use of something that there would be more or less of.
    #[non_exhaustive]
    Room {
        /// The setting.
        setting: String,
        /// How much of it there would be.
        limit: u64,
        /// How much is in use now.
        used: u64,
        /// The most that ever was, where that is known.
        peak: Option<u64>,
        /// How much more is in use now than there would be.
        over: u64,
    },
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Found {
    findings: Vec<Finding>,
    words: Vec<String>,
}

impl Found {
    fn say(&mut self, words: impl Into<String>) {
        self.words.push(words.into());
    }

    fn room(&mut self, setting: &str, what: &str, limit: u64, used: u64, peak: Option<u64>) {
        let over = used.saturating_sub(limit);
        let most = peak.map(|peak| format!(", {peak} at most so far")).unwrap_or_default();
        self.say(match over {
            0 => format!("`{setting}` = {limit}: {used} {what} now{most}, so there is room"),
            _ => format!("`{setting}` = {limit}: {used} {what} now{most}; {over} more than that stay until they end"),
        });
        if peak.is_some_and(|peak| peak > limit) && over == 0 {
            self.say(format!(
                "`{setting}` = {limit} would have been too few at the peak: some would have waited or been turned away"
            ));
        }
        self.findings.push(Finding::Room { setting: setting.to_owned(), limit, used, peak, over });
    }

    pub(super) fn into_run(self, changes: Vec<SettingChange>, can_be_undone: bool) -> DryRun {
        let Self { findings, words } = self;
        DryRun { changes, can_be_undone, findings, words }
    }
}

/// What would follow from other settings.
pub(super) fn of_settings(
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
                let snapshot = breaker.snapshot();
                of_breaker(&mut found, &snapshot, &with(snapshot.settings.clone(), written), is_changed);
            }
        }
        #[cfg(feature = "bulkhead")]
        crate::bulkhead::BulkheadSettings::KIND => {
            if let Some(bulkhead) = registry.find::<crate::bulkhead::Shared>(name) {
                let now = bulkhead.snapshot();
                let then = with(now.settings.clone(), written);
                found.room("permits", "are at work", then.permits.into(), now.active.into(), Some(now.peak.into()));
                found.room("queue", "wait", then.queue.into(), now.queued.into(), None);
            }
        }
        #[cfg(feature = "cache")]
        crate::cache::CacheSettings::KIND => {
            if let Some(cache) = registry.find::<crate::cache::Core>(name) {
                let now = cache.snapshot();
                let then = with(now.settings, written);
                let capacity = u64::from(then.capacity);
                let leave = now.len.saturating_sub(capacity);
                found.findings.push(Finding::Room {
                    setting: "capacity".to_owned(),
                    limit: capacity,
                    used: now.len,
                    peak: None,
                    over: leave,
                });
                found.say(format!("{} entries are in it, of which {leave} would leave at once", now.len));
                if is_changed("ttl") || is_changed("jitter") || is_changed("negative_ttl") {
                    found.say("what is in it keeps the time to live that it was made with");
                }
            }
        }
        #[cfg(feature = "fuse")]
        crate::fuse::FuseSettings::KIND => {
            if let Some(fuse) = registry.find::<crate::fuse::Shared>(name) {
                let then = with(fuse.snapshot().settings, written);
                let admit = then.admit.write();
                found.say(match then.blown {
                    Some(_) if is_changed("blown") => "everybody would be turned away".to_owned(),
                    None if is_changed("blown") => format!("{admit} of all would pass"),
                    _ => format!("it is {} now; intact, it would let {admit} pass", fuse.stands()),
                });
                found.say("how many would come cannot be known");
            }
        }
        #[cfg(feature = "pool")]
        crate::pool::PoolSettings::KIND => {
            if let Some(pool) = registry.find::<crate::pool::Owner>(name) {
                let now = crate::pool::Pool::from(pool).snapshot();
                let then = with(now.settings.clone(), written);
                found.room("threads", "are at work", then.threads.into(), now.active.into(), Some(now.largest.into()));
                found.room("queue", "wait", then.queue.into(), now.queued.into(), None);
            }
        }
        #[cfg(feature = "rate_limit")]
        crate::rate_limit::RateLimitSettings::KIND => {
            if let Some(limit) = registry.find::<crate::rate_limit::Shared>(name) {
                let now = limit.snapshot();
                let then = with(now.settings.clone(), written);
                let limit = then.limit.write();
                found.say(format!(
                    "{} may pass at once now, {} wait; the limit would be {limit}",
                    now.available, now.waiting
                ));
                let asked = asked_of_limit(registry, name);
                found.say(format!(
                    "{asked} attempts of commands asked for a turn in the last 10 s; by which keys cannot be known"
                ));
            }
        }
        _ => found.say("calls from then on follow it; what it would have changed cannot be known"),
    }
    found
}

/// What would follow from an act.
pub(super) fn of_act(act: Act, was: &str) -> Found {
    let mut found = Found::default();
    found.say(match act {
        Act::Trip => "all would be turned away until its wait is over, and then probes would decide",
        Act::Reset => "all would pass; what has been counted so far is forgotten",
        Act::ForceOpen => "all would be turned away",
        Act::Disable => "all would pass, and nothing would be counted",
        Act::MetricsOnly => "all would pass, and be counted with nothing following from that",
        Act::Blow => "all would be turned away, for the reason that is given",
        Act::Clear => "all that is in it would be made again by those who ask next",
    });
    found.say(match act {
        Act::Clear => format!("{was} would be dropped"),
        _ => format!("undone, it would be {was} again, unless something else happens to it"),
    });
    found
}

/// Settings that are written so.
fn with<S: Settings>(mut settings: S, written: &[(&'static str, String)]) -> S {
    for (setting, field) in settings.fields() {
        if let Some((_, value)) = written.iter().find(|(known, _)| *known == setting) {
            // It was written by a field of its sort.
            let _ = field.set(value);
        }
    }
    settings
}

fn of_command(found: &mut Found, state: &StateRef, then: &CommandSettings, is_changed: impl Fn(&str) -> bool) {
    let limits = [("timeout", then.timeout), ("attempt_timeout", then.attempt_timeout)];
    let recent = state.metrics().read(state.now()).recent;
    for (setting, limit) in limits.into_iter().filter(|(setting, _)| is_changed(setting)) {
        let Some(limit) = limit else {
            found.say(format!("without `{setting}` calls may last for ever"));
            continue;
        };
        let (at_least, at_most, of) = state.metrics().slower(limit, state.now());
        let many = if at_least == at_most { at_least.to_string() } else { format!("{at_least} to {at_most}") };
        let written = limit.write();
        found.say(format!("{many} of the {of} calls of the last 60 s took longer than {written}"));
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

#[cfg(feature = "breaker")]
fn of_breaker(
    found: &mut Found,
    now: &crate::breaker::BreakerSnapshot,
    then: &crate::breaker::BreakerSettings,
    is_changed: impl Fn(&str) -> bool,
) {
    let (opens, failures_to_open) = now.under(then);
    let (counted, failures, in_a_row) = (now.counted, now.failures, now.in_a_row);
    let numbers = format!("{failures} of {counted} failed in the present window, {in_a_row} in a row");
    match (now.state, &opens, failures_to_open) {
        (BreakerState::Closed, Some(cause), _) => {
            found.say(format!("{numbers}: it would be open, because {cause}, at the next failure at the latest"));
        }
        (BreakerState::Closed, None, Some(more)) => {
            found.say(format!("{numbers}: it would stay closed, and open after {more} more failures in a row"));
        }
        (BreakerState::Closed, None, None) => found.say(format!("{numbers}: no number of failures would open it")),
        (state, ..) => {
            found.say(format!("it is {state}, and would stay so; the thresholds count once it is closed again"));
        }
    }
    if is_changed("window") {
        found.say("that is by what is counted now: what another window would hold cannot be known");
    }
    if is_changed("slow_call") {
        found.say("which calls were slow was judged by `slow_call` as it is now, and cannot be judged again");
    }
    let state = now.state;
    found.findings.push(Finding::Verdict { state, counted, failures, in_a_row, opens, failures_to_open });
}

#[cfg(feature = "rate_limit")]
fn asked_of_limit(registry: &Registry, name: &str) -> u64 {
    let _entered = registry.enter();
    let commands = crate::command::snapshot().commands;
    let its = commands.iter().filter(|command| command.rate_limit.as_deref() == Some(name));
    its.map(|command| command.making.as_ref().map_or(&command.recent, |making| &making.recent).attempts.sum()).sum()
}

impl fmt::Display for DryRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let undone = (!self.can_be_undone).then(|| "it cannot be undone".to_owned());
        let lines = self.changes.iter().map(ToString::to_string).chain(self.words.iter().cloned()).chain(undone);
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
