//! How times and rates are written.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::sampler::{Seen, unix_milliseconds};

/// An event as it is written.
#[derive(Serialize)]
pub(super) struct Happened<'a> {
    sequence: u64,
    unix_milliseconds: u64,
    count: u64,
    first_sequence: u64,
    first_unix_milliseconds: u64,
    kind: &'static str,
    text: String,
    #[serde(flatten)]
    about: About<'a>,
}

/// What an event is about, and what that has become.
#[derive(Default, Serialize)]
struct About<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// The kind of what it is about, where the event's own does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
}

impl<'a> Happened<'a> {
    pub(super) fn of(seen: &'a Arc<Seen>) -> Self {
        let (kind, about) = match &seen.event.kind {
            dyno::EventKind::Transition(change) => {
                ("breaker", About { name: Some(&change.breaker), state: Some(change.to.as_str()), policy: None })
            }
            dyno::EventKind::Fuse(change) => {
                let state = if change.blown.is_some() { "blown" } else { "intact" };
                ("fuse", About { name: Some(&change.fuse), state: Some(state), policy: None })
            }
            dyno::EventKind::BudgetSpent(spent) => ("retry", About { name: Some(&spent.retry), ..About::default() }),
            dyno::EventKind::Steered(entry) => {
                ("steered", About { name: Some(&entry.name), policy: Some(&entry.kind), state: None })
            }
            dyno::EventKind::SettingsLoaded(_) => ("settings_loaded", About::default()),
            dyno::EventKind::SettingsRefused(_) => ("settings_refused", About::default()),
            _ => ("other", About::default()),
        };
        Self {
            sequence: seen.event.seq,
            unix_milliseconds: unix_milliseconds(seen.time),
            count: seen.count,
            first_sequence: seen.first.0,
            first_unix_milliseconds: unix_milliseconds(seen.first.1),
            kind,
            text: seen.event.to_string(),
            about,
        }
    }

    /// Tells whether it is about this policy.
    pub(super) fn is_about(&self, kind: &str, name: Option<&str>) -> bool {
        name.is_some() && self.kind == kind && self.about.name == name
    }

    /// Tells whether somebody has changed, by hand, what is meant.
    pub(super) fn is_by_hand(&self, is_meant: impl Fn(&str, &str) -> bool) -> bool {
        self.about.policy.zip(self.about.name).is_some_and(|(kind, name)| is_meant(kind, name))
    }
}

pub(super) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

pub(super) fn seconds_or_none(time: Option<Duration>) -> Option<f64> {
    time.map(seconds)
}

/// Rounds to thousandths: more digits are not there, and take room.
pub(super) fn thousandths(value: f32) -> f32 {
    (value * 1e3).round() / 1e3
}

/// The share of one count in another, in 0.0..=1.0.
#[expect(clippy::cast_precision_loss, reason = "a share")]
pub(super) fn share(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

/// Settings as attributes write them, `"2s"`, `"50%"` and `"off"`.
pub(super) fn settings(settings: impl Serialize) -> Value {
    serde_json::to_value(settings).unwrap_or_default()
}
