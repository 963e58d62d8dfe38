//! One look at everything, and what has become of it since the last one.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use dyno::{BreakerState, EventKind, PoolSnapshot, TransitionCause};

use crate::exported::Sum;
use crate::sampler::past::Recent;

/// A snapshot, with what only several of them tell.
#[derive(Debug)]
pub(crate) struct Tick {
    /// Counts up from 1.
    pub(crate) number: u64,
    pub(crate) time: SystemTime,
    /// How far apart snapshots are at present.
    pub(crate) every: Duration,
    pub(crate) snapshot: dyno::Snapshot,
    /// Of each command of the snapshot, in their order.
    pub(crate) traffic: Vec<Traffic>,
    pub(crate) recent: Recent,
    /// The last ones, oldest first.
    pub(crate) events: Vec<Arc<Seen>>,
    /// What operators have changed and is in force, oldest first.
    pub(crate) overrides: Vec<dyno::Override>,
    /// The commands as those who collect figures are told of them.
    pub(crate) sums: Vec<Sum>,
    /// The overview as an event; this and the others are written once, and shared by all who are sent them.
    pub(crate) event: OnceLock<Bytes>,
    pub(crate) hystrix: OnceLock<Bytes>,
    pub(crate) metrics: OnceLock<Bytes>,
}

impl Tick {
    /// When it was, since 1970.
    pub(crate) fn now_milliseconds(&self) -> u64 {
        unix_milliseconds(self.time)
    }

    /// The most threads of a pool that were seen at work in the last ten seconds.
    pub(crate) fn most_active(&self, pool: &PoolSnapshot) -> u64 {
        self.recent.most("pool active", &pool.name).max(pool.active.into())
    }
}

/// How much a command has done since the last snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Traffic {
    pub(crate) calls_per_second: f32,
    pub(crate) errors_per_second: f32,
}

/// An event, with the time of day.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The last one, where there were several.
    pub(crate) event: dyno::Event,
    pub(crate) time: SystemTime,
    /// How many there were.
    pub(crate) count: u64,
    /// The number of the first, and when it was.
    pub(crate) first: (u64, SystemTime),
}

impl Seen {
    pub(crate) fn new(event: dyno::Event, time: SystemTime) -> Self {
        Self { count: 1, first: (event.seq, time), event, time }
    }

    /// Tells whether it is what was seen `before`, once more, and no longer ago than that. What people do by hand is told each time.
    pub(crate) fn is_again(&self, before: &Self, ago: Duration) -> bool {
        let is_recent = || self.time.duration_since(before.time).is_ok_and(|since| since < ago);
        is_same(&self.event.kind, &before.event.kind) && is_recent()
    }

    /// Tells whether it is a breaker's, and not of what `before` is of: that closed it, or was done to it by hand.
    pub(crate) fn begins_anew_after(&self, before: &Self) -> bool {
        let (EventKind::Transition(now), EventKind::Transition(before)) = (&self.event.kind, &before.event.kind) else {
            return false;
        };
        let is_by_hand = matches!(before.cause, TransitionCause::ByHand { .. });
        now.breaker == before.breaker && (is_by_hand || before.to == BreakerState::Closed)
    }
}

fn is_same(now: &EventKind, before: &EventKind) -> bool {
    match (now, before) {
        (EventKind::Transition(now), EventKind::Transition(before)) => {
            let is_by_hand = matches!(now.cause, TransitionCause::ByHand { .. });
            !is_by_hand && (&now.breaker, now.from, now.to) == (&before.breaker, before.from, before.to)
        }
        (EventKind::BudgetSpent(now), EventKind::BudgetSpent(before)) => now.retry == before.retry,
        (EventKind::SettingsRefused(now), EventKind::SettingsRefused(before)) => now == before,
        _ => false,
    }
}

/// Milliseconds since 1970.
pub(crate) fn unix_milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
