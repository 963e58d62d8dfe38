//! What was timed, as plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::{Moment, seconds, seconds_or_none};
use crate::sync::lock;
use crate::timing::branch::Shared;
use crate::timing::state::{End, Entry, Happened, Id, Log};

/// What a [`Timer`](crate::Timer) has recorded, at one moment. Its `Display` is that of the timer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimingSnapshot {
    /// When the timer was built, in whole microseconds: seconds since 1970, or what a clock that tests move was set to.
    #[serde(with = "since_1970")]
    pub began: Duration,
    /// What happened, in order of time.
    pub events: Vec<TimingEvent>,
    /// How many intervals and marks there was no room for.
    pub left_out: u64,
}

/// A mark, or one end of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimingEvent {
    /// What happened.
    pub kind: TimingEventKind,
    /// When, since [`TimingSnapshot::began`].
    #[serde(with = "seconds")]
    pub at: Duration,
    /// The interval or mark: they are numbered from 0 in the order in which they were begun.
    pub id: usize,
    /// The interval that it is inside of.
    pub parent: Option<usize>,
    /// How many intervals it is inside of.
    pub depth: usize,
    /// What it is called.
    pub name: String,
    /// How long the interval took; of a mark, and of one that is still open, nothing.
    #[serde(with = "seconds_or_none")]
    pub took: Option<Duration>,
    /// The processor's time that it took, where that is known: see [`Timer`](crate::Timer).
    #[serde(with = "seconds_or_none")]
    pub cpu: Option<Duration>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimingEventKind {
    /// An interval began.
    Began,
    /// A mark was noted.
    Marked,
    /// An interval ended.
    Ended,
}

impl TimingSnapshot {
    pub(super) fn of(shared: &Shared) -> Self {
        let Shared { built, began, log, .. } = shared;
        let log = lock(log);
        let events = log.happened().map(|happened| TimingEvent::of(&log, happened, *built)).collect();
        Self { began: *began, events, left_out: log.left_out() }
    }
}

impl TimingEvent {
    fn of(log: &Log, happened: Happened, built: Moment) -> Self {
        let (Happened::Began(id) | Happened::Ended(id)) = happened;
        let Entry { name, parent, depth, begun, end } = log.entry(id);
        let (kind, at) = match (happened, end) {
            (Happened::Ended(_), End::Ended { at, .. }) => (TimingEventKind::Ended, at),
            (_, End::Mark) => (TimingEventKind::Marked, begun),
            _ => (TimingEventKind::Began, begun),
        };
        let (took, cpu) = match end {
            End::Ended { at, cpu } => (Some(at.since(*begun)), cpu.map(Duration::from_nanos)),
            End::Mark | End::Open => (None, None),
        };
        let (id, parent) = (id.index(), parent.map(Id::index));
        Self { kind, at: at.since(built), id, parent, depth: *depth as usize, name: name.to_string(), took, cpu }
    }
}

/// Seconds since 1970, as a fraction: the nanoseconds of our days do not fit in that, the microseconds do.
mod since_1970 {
    use std::time::Duration;

    use serde::{Deserializer, Serializer};

    use crate::clock::seconds;

    pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        seconds::serialize(time, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let time = seconds::deserialize(deserializer)?;
        Ok(super::in_micros(time.saturating_add(Duration::from_nanos(500))))
    }
}

/// Cuts a time to the microsecond.
pub(super) fn in_micros(time: Duration) -> Duration {
    Duration::new(time.as_secs(), time.subsec_micros() * 1_000)
}
