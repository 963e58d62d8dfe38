//! One look at everything, and what has become of it since the last one.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

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
    pub(crate) overview: OnceLock<Arc<str>>,
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
    pub(crate) event: dyno::Event,
    pub(crate) time: SystemTime,
}
