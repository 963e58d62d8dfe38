//! What a pool is set to.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::SettingsError;
use crate::settings::{Fields, Settings, Text, require, text};

/// Settings of a pool. Builder methods and attribute options have the same names.
///
/// ```
/// let pool = dyno::Pool::builder("db").threads(4).build()?;
/// pool.configure(|settings| settings.queue = 100)?;
/// assert_eq!((pool.settings().threads, pool.settings().queue), (4, 100));
/// # Ok::<(), dyno::SettingsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PoolSettings {
    /// At most so many threads, which are started when they are needed. Default: 10.
    pub threads: u32,
    /// At most so many jobs wait for a thread; more are rejected. Default: 10.
    pub queue: u32,
    /// A thread that had nothing to do for so long ends. Default: 60 s.
    #[serde(with = "text")]
    pub idle: Duration,
    /// A job that waited so long for a thread gives up; `None` is off. Default: off.
    #[serde(with = "text")]
    pub queue_timeout: Option<Duration>,
}

impl PoolSettings {
    /// As many as a system may have of threads.
    const MAX_THREADS: u32 = 65_536;
    /// The most jobs that may wait.
    const MAX_QUEUE: u32 = 16_777_216;
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self { threads: 10, queue: 10, idle: Duration::from_secs(60), queue_timeout: None }
    }
}

impl Settings for PoolSettings {
    const KIND: &'static str = "pool";

    fn check(&self, subject: &Arc<str>) -> Result<(), SettingsError> {
        let Self { threads, queue, idle, queue_timeout } = *self;
        let has_threads = (1..=Self::MAX_THREADS).contains(&threads);
        require(has_threads, subject, "threads", threads.write(), "1 to 65,536")?;
        require(queue <= Self::MAX_QUEUE, subject, "queue", queue.write(), "0 to 16,777,216")?;
        require(!idle.is_zero(), subject, "idle", idle.write(), "longer than 0s")?;
        let waits = queue_timeout.is_none_or(|limit| !limit.is_zero());
        require(waits, subject, "queue_timeout", queue_timeout.write(), "longer than 0s; `queue = 0` lets nobody wait")
    }

    fn fields(&mut self) -> Fields<'_> {
        vec![
            ("threads", &mut self.threads),
            ("queue", &mut self.queue),
            ("idle", &mut self.idle),
            ("queue_timeout", &mut self.queue_timeout),
        ]
    }
}
