//! What there is to see of a pool, as plain data and in words.

use serde::{Deserialize, Serialize};

use crate::pool::settings::PoolSettings;

/// A pool at one moment. Serialized, settings are written as in attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolSnapshot {
    /// Its name.
    pub name: String,
    /// How many threads it has.
    pub threads: u32,
    /// How many of them are at work.
    pub active: u32,
    /// How many jobs wait for a thread.
    pub queued: u32,
    /// How many threads are at work on something that nobody waits for any more.
    pub abandoned: u64,
    /// The most threads that it had at once.
    pub largest: u32,
    /// Counts since the start.
    pub totals: PoolTotals,
    /// What it is set to.
    pub settings: PoolSettings,
}

/// What a pool has counted since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolTotals {
    /// Jobs that got a thread or a place in the queue.
    pub accepted: u64,
    /// Jobs that got neither.
    pub rejected: u64,
    /// Accepted jobs that have ended, or left the queue.
    pub ended: u64,
    /// Jobs that were given up while they ran.
    pub abandoned: u64,
}

impl PoolSnapshot {
    /// Says in words and numbers how the pool does.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, threads, active, queued, abandoned, largest, totals, settings } = self;
        let most = settings.threads;
        let mut why = format!(
            "pool {name}: {active} of at most {most} threads are at work ({threads} there, {largest} at most so far), {queued} of at \
             most {} jobs wait; {} were accepted since the start, {} rejected",
            settings.queue, totals.accepted, totals.rejected,
        );
        if *abandoned > 0 {
            why += &format!("; {abandoned} threads are at work on what nobody waits for any more");
        }
        why
    }
}
