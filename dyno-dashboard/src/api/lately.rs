//! What policies did in the last ten seconds, as far as the runtime counts it since the start alone.

use std::collections::HashMap;

use dyno::{CacheSnapshot, RetrySnapshot, Snapshot};

use crate::api::words::share;
use crate::sampler::Recent;

/// What a cache gave to those who asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served {
    pub(super) hits: u64,
    pub(super) stale: u64,
    pub(super) misses: u64,
    pub(super) rescued: u64,
    pub(super) failed: u64,
}

impl Served {
    pub(super) fn of(cache: &CacheSnapshot, recent: &Recent) -> Self {
        let count = |kind| recent.of(kind, &cache.name);
        Self {
            hits: count("cache hits"),
            stale: count("cache stale"),
            misses: count("cache misses"),
            rescued: count("cache rescued"),
            failed: count("cache failed"),
        }
    }

    /// The share of those who were served at once.
    pub(super) fn hit_share(self) -> Option<f64> {
        share(self.hits + self.stale, self.hits + self.stale + self.misses)
    }

    /// The share of those who were served what had expired.
    pub(super) fn stale_share(self) -> Option<f64> {
        // Who is rescued may have been counted as any of the three.
        let all = self.hits + self.stale + self.misses;
        share((self.stale + self.rescued).min(all), all)
    }
}

/// How often commands have tried again, by the name of their retry: where there is no budget nobody else counts it.
pub(super) type Repeated<'a> = HashMap<&'a str, Repeats>;

/// What the commands of one retry have counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Repeats {
    recent: u64,
    total: u64,
}

pub(super) fn repeated(snapshot: &Snapshot) -> Repeated<'_> {
    let mut all = Repeated::new();
    for command in &snapshot.commands {
        if let Some(retry) = &command.retry {
            let one = all.entry(retry).or_default();
            one.recent += command.recent.retries;
            one.total += command.totals.retries;
        }
    }
    all
}

/// What became of those who wanted to try again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) has_budget: bool,
    pub(super) retries: u64,
    pub(super) refused: u64,
    pub(super) total_retries: u64,
}

impl Asked {
    pub(super) fn of(retry: &RetrySnapshot, recent: &Recent, repeated: &Repeated<'_>) -> Self {
        let refused = recent.of("retry refused", &retry.name);
        if retry.settings.budget.is_some() {
            let retries = recent.of("retry allowed", &retry.name);
            return Self { has_budget: true, retries, refused, total_retries: retry.retries };
        }
        let by_commands = repeated.get(&*retry.name).copied().unwrap_or_default();
        Self { has_budget: false, retries: by_commands.recent, refused, total_retries: by_commands.total }
    }

    pub(super) fn refused_share(self) -> Option<f64> {
        share(self.refused, self.retries + self.refused)
    }
}
