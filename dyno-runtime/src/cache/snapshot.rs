//! What there is to see of a cache, as plain data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cache::settings::CacheSettings;
use crate::clock::seconds_or_none;
use crate::settings::Text;

/// A cache at one moment; all counts are since it was built. Who asks is one of `hits`, `stale` and `misses`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheSnapshot {
    /// Its name.
    pub name: String,
    /// How many entries there are.
    pub len: u64,
    /// How many had to leave for others.
    pub evicted: u64,
    /// How many were served what had not expired.
    pub hits: u64,
    /// How many were served at once what had, within `stale`, or while a breaker was open within `stale_if_error`.
    pub stale: u64,
    /// How many found nothing that could be served, and made it or waited.
    pub misses: u64,
    /// How many of those waited for a making that somebody else had begun.
    pub waited: u64,
    /// How many were served an old value because a making failed, whichever of the three they are counted as.
    pub rescued: u64,
    /// How many makings began before the value expired, whether they went well or not.
    pub early: u64,
    /// How many makings gave a value.
    pub made: u64,
    /// How many failed.
    pub failed: u64,
    /// How many are at work.
    pub running: u64,
    /// How old on average is what was served without waiting for a making, in seconds where it is written.
    #[serde(with = "seconds_or_none")]
    pub age: Option<Duration>,
    /// How long a making takes on average, in seconds where it is written.
    #[serde(with = "seconds_or_none")]
    pub cost: Option<Duration>,
    /// What it is set to.
    pub settings: CacheSettings,
}

impl CacheSnapshot {
    /// Which share of those who asked was served at once; `None` if nobody asked.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub fn hit_ratio(&self) -> Option<f64> {
        let (served, all) = (self.hits + self.stale, self.hits + self.stale + self.misses);
        (all > 0).then(|| served as f64 / all as f64)
    }

    /// Says in words and numbers what it does.
    #[must_use]
    pub fn why(&self) -> String {
        let Self { name, len, hits, stale, misses, early, made, failed, running, settings, .. } = self;
        let ratio = self.hit_ratio().map_or_else(
            || "nobody has asked yet".to_owned(),
            |ratio| {
                format!(
                    "{} of those who asked were served at once ({hits} hits, {stale} stale, {misses} misses)",
                    ((ratio * 1e4).round() / 1e4).write()
                )
            },
        );
        let cost = self.cost.map(|cost| format!(", {cost:.1?} each")).unwrap_or_default();
        format!(
            "cache `{name}` holds {len} of {}: {ratio}; {made} makings gave a value, {failed} failed, {running} run{cost}; {early} of all began early",
            settings.capacity
        )
    }
}
