//! What there is to see of a bulkhead, as plain data and in words.

use serde::{Deserialize, Serialize};

use crate::bulkhead::settings::BulkheadSettings;

/// A bulkhead at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BulkheadSnapshot {
    /// Its name.
    pub name: String,
    /// How many may be at work at once.
    pub permits: u32,
    /// How many may wait.
    pub queue: u32,
    /// How many are at work. After it was made smaller, they may be more than `permits` for a while.
    pub active: u32,
    /// How many wait.
    pub queued: u32,
    /// The most that were ever at work at once.
    pub peak: u32,
    /// How many were turned away since it was built.
    pub rejected: u64,
    /// How many waited in vain until the end of `queue_timeout`, or of what was left of their time.
    pub timed_out: u64,
    /// What it is set to.
    pub settings: BulkheadSettings,
}

impl BulkheadSnapshot {
    /// Says in words and numbers how full it is.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, permits, queue, active, queued, peak, rejected, timed_out, .. } = self;
        format!(
            "bulkhead {name}: {active} of {permits} permits are taken, at most {peak} were at once; {queued} wait in a queue of {queue}; \
             {rejected} were turned away and {timed_out} waited in vain since it was built"
        )
    }
}
