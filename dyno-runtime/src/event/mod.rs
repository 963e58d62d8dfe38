//! What happened: the last events of a registry, and the same to `tracing`.

#[cfg(feature = "command")]
mod act;
#[cfg(feature = "command")]
mod audit;
#[cfg(feature = "retry")]
mod budget;
#[cfg(feature = "fuse")]
mod fuse;
#[cfg(feature = "command")]
mod settings;
mod transition;

use std::collections::VecDeque;
use std::fmt;
#[cfg(feature = "command")]
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

#[cfg(feature = "command")]
pub use self::act::Act;
#[cfg(feature = "command")]
pub use self::audit::{AuditEntry, Deed, Ended, SettingChange};
#[cfg(feature = "retry")]
pub use self::budget::BudgetSpent;
#[cfg(feature = "fuse")]
pub use self::fuse::{FuseCause, FuseChange};
#[cfg(feature = "command")]
pub use self::settings::{SettingsLoaded, SettingsRefused};
pub use self::transition::Transition;
use crate::clock::Moment;
use crate::sync::{Mutex, lock};

/// How many events are kept; older ones are forgotten first.
const KEPT: usize = 1024;

/// One thing that happened. Its `Display` is a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// Counts up from 1 without gaps, so that a reader sees when it missed some.
    pub seq: u64,
    /// When, since the start of the clock.
    #[serde(with = "crate::clock::seconds")]
    pub at: Duration,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// A breaker changed its state.
    Transition(Transition),
    /// A fuse was blown, or is intact again.
    #[cfg(feature = "fuse")]
    Fuse(FuseChange),
    /// The budget of a retry was spent.
    #[cfg(feature = "retry")]
    BudgetSpent(BudgetSpent),
    /// Settings were loaded.
    #[cfg(feature = "command")]
    SettingsLoaded(SettingsLoaded),
    /// Settings could not be loaded.
    #[cfg(feature = "command")]
    SettingsRefused(SettingsRefused),
    /// Somebody changed something while the program runs, or what was changed so has ended.
    #[cfg(feature = "command")]
    Steered(Arc<AuditEntry>),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            EventKind::Transition(transition) => transition.fmt(f),
            #[cfg(feature = "fuse")]
            EventKind::Fuse(change) => change.fmt(f),
            #[cfg(feature = "retry")]
            EventKind::BudgetSpent(spent) => spent.fmt(f),
            #[cfg(feature = "command")]
            EventKind::SettingsLoaded(loaded) => loaded.fmt(f),
            #[cfg(feature = "command")]
            EventKind::SettingsRefused(refused) => refused.fmt(f),
            #[cfg(feature = "command")]
            EventKind::Steered(entry) => entry.fmt(f),
        }
    }
}

/// The last 1,024 events.
#[derive(Debug, Default)]
pub(crate) struct EventLog(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    events: VecDeque<Event>,
}

impl EventLog {
    /// Keeps an event. Takes only its own lock, so it may be called under another.
    pub(crate) fn push(&self, now: Moment, kind: EventKind) {
        let mut kept = lock(&self.0);
        kept.last += 1;
        if kept.events.len() == KEPT {
            kept.events.pop_front();
        }
        let seq = kept.last;
        kept.events.push_back(Event { seq, at: now.since_start(), kind });
    }

    /// Copies the kept events whose number is above `seq`, oldest first.
    pub(crate) fn after(&self, seq: u64) -> Vec<Event> {
        let kept = lock(&self.0);
        let newer = kept.last.saturating_sub(seq);
        let skip = kept.events.len().saturating_sub(usize::try_from(newer).unwrap_or(usize::MAX));
        kept.events.iter().skip(skip).cloned().collect()
    }
}
