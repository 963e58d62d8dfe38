//! What there is to see, as plain data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

#[cfg(feature = "breaker")]
use crate::breaker::BreakerSnapshot;
#[cfg(feature = "bulkhead")]
use crate::bulkhead::BulkheadSnapshot;
#[cfg(feature = "cache")]
use crate::cache::CacheSnapshot;
use crate::command::settings::CommandSettings;
#[cfg(feature = "fuse")]
use crate::fuse::FuseSnapshot;
#[cfg(feature = "harness")]
use crate::harness::HarnessSnapshot;
use crate::metrics::{Counts, DurationTotals, LatencySnapshot};
#[cfg(feature = "pool")]
use crate::pool::PoolSnapshot;
#[cfg(feature = "rate_limit")]
use crate::rate_limit::RateLimitSnapshot;
#[cfg(feature = "inject")]
use crate::registry::DependencySnapshot;
#[cfg(feature = "retry")]
use crate::retry::RetrySnapshot;

/// Everything in the registry in scope. Reading it changes nothing. Serialized, times are in seconds and rates in 0.0..=1.0;
/// settings are written as in attributes, `"2s"`, `"50%"` and `"off"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// When it was taken, since the start of the clock.
    #[serde(with = "crate::clock::seconds")]
    pub at: Duration,
    /// Every declared command, called or not, and every living one that was built, by name.
    pub commands: Vec<CommandSnapshot>,
    /// All that is provided, or that a service builds, by type and tag; what a parent registry has is in that one's snapshot.
    #[cfg(feature = "inject")]
    #[serde(default)]
    pub dependencies: Vec<DependencySnapshot>,
    /// Every living fuse, by name.
    #[cfg(feature = "fuse")]
    pub fuses: Vec<FuseSnapshot>,
    /// Every living harness, by name.
    #[cfg(feature = "harness")]
    pub harnesses: Vec<HarnessSnapshot>,
    /// Every living breaker, by name.
    #[cfg(feature = "breaker")]
    pub breakers: Vec<BreakerSnapshot>,
    /// Every living bulkhead, by name.
    #[cfg(feature = "bulkhead")]
    pub bulkheads: Vec<BulkheadSnapshot>,
    /// Every living pool, by name.
    #[cfg(feature = "pool")]
    pub pools: Vec<PoolSnapshot>,
    /// Every living retry, by name.
    #[cfg(feature = "retry")]
    pub retries: Vec<RetrySnapshot>,
    /// Every living cache, by name; those of functions from their first call on.
    #[cfg(feature = "cache")]
    pub caches: Vec<CacheSnapshot>,
    /// Every living rate limit, by name.
    #[cfg(feature = "rate_limit")]
    pub rate_limits: Vec<RateLimitSnapshot>,
}

/// A command at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommandSnapshot {
    /// Its name.
    pub name: String,
    /// Its group: the module, or the file in which it was built, unless it was given.
    pub group: String,
    /// Where it is declared or built: `file:line`.
    pub place: String,
    /// What it is set to.
    pub settings: CommandSettings,
    /// The aspect whose filters its calls pass.
    pub aspect: Option<String>,
    /// The fuse that its attempts must find intact.
    pub fuse: Option<String>,
    /// Why that fuse is blown; `None` while it is intact.
    #[serde(default)]
    pub blown: Option<String>,
    /// The breaker that admits its attempts.
    pub breaker: Option<String>,
    /// The bulkhead that its attempts need a permit of.
    pub bulkhead: Option<String>,
    /// The pool that its body runs on.
    pub pool: Option<String>,
    /// The rate limit that its attempts need a turn of.
    pub rate_limit: Option<String>,
    /// The retry that has attempts follow those that failed.
    pub retry: Option<String>,
    /// Its cache.
    #[cfg(feature = "cache")]
    pub cache: Option<CacheSnapshot>,
    /// The makings of what was not in the cache; the counts of calls beside this are of those who asked.
    pub making: Option<MakingSnapshot>,
    /// Whether it has a fallback; of what a builder made, whether any of its calls had one so far.
    pub fallback: bool,
    /// What is wrong with its settings; while that is so, every call is rejected with [`crate::Error::Misconfigured`].
    pub problem: Option<String>,
    /// How many calls have begun and not ended.
    pub in_flight: u64,
    /// The most calls that were seen in flight at once in the last 10 s. Calls look around when they wait, and those that
    /// are timed when they begin; short ones may overlap unseen.
    pub peak: u64,
    /// Counts of the last 10 s.
    pub recent: Counts,
    /// Counts since the start.
    pub totals: Counts,
    /// How long calls took in the last 60 s.
    pub latency: LatencySnapshot,
    /// How long they took since the start.
    #[serde(default)]
    pub durations: DurationTotals,
}

/// How the values of a cache are made: each making is a call of its own, with attempts, which many may wait for, or nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MakingSnapshot {
    /// How many are at work.
    pub in_flight: u64,
    /// Counts of the last 10 s.
    pub recent: Counts,
    /// Counts since the start.
    pub totals: Counts,
    /// How long they took in the last 60 s.
    pub latency: LatencySnapshot,
}

impl CommandSnapshot {
    /// Says in words and numbers how the command does.
    #[must_use]
    pub fn why(&self) -> String {
        let Counts { calls, fallback_success, .. } = self.recent;
        let mut why = format!(
            "command {} in the last 10 s: {} calls ended, {} of them badly ({} failed, {} ran out of time, {} were rejected, \
             {} panicked), {} were cancelled and {} ignored; {fallback_success} answered by the fallback, {} in flight",
            self.name,
            calls.sum(),
            calls.errors(),
            calls.failure,
            calls.timeout,
            calls.rejected,
            calls.panicked,
            calls.cancelled,
            calls.ignored,
            self.in_flight,
        );
        if let Some(breaker) = &self.breaker {
            why += &format!("; its breaker is `{breaker}`");
        }
        if let Some(fuse) = &self.fuse {
            why += &format!("; its fuse is `{fuse}`");
            why += if self.blown.is_some() { ", which is blown" } else { "" };
        }
        if let Some(bulkhead) = &self.bulkhead {
            why += &format!("; its bulkhead is `{bulkhead}`");
        }
        if let Some(pool) = &self.pool {
            why += &format!("; its pool is `{pool}`");
        }
        #[cfg(feature = "cache")]
        if let Some(cache) = &self.cache {
            why += &format!("; {}", cache.why());
        }
        let attempts = self.making.as_ref().map_or(&self.recent, |making| &making.recent);
        if let (Some(retry), Some(amplification)) = (&self.retry, attempts.amplification()) {
            why += &format!("; its retry is `{retry}`, with {amplification:.2} attempts a call");
        }
        if let Some(limit) = &self.rate_limit {
            why += &format!("; its rate limit is `{limit}`");
        }
        if let Some(problem) = &self.problem {
            why += &format!("; every call is rejected, because {problem}");
        }
        why
    }
}
