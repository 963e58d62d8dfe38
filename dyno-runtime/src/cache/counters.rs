//! What happened in a cache, counted since it was built.

use std::sync::Arc;
use std::time::Duration;

use crate::cache::settings::CacheSettings;
use crate::cache::snapshot::CacheSnapshot;
use crate::stats::{Count, Held, Stripes, free_seat};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

#[derive(Debug)]
pub(super) struct Counters {
    /// Hits, which are many: each thread on cache lines of its own.
    hits: Stripes<Hits>,
    stale: AtomicU64,
    stale_age: AtomicU64,
    misses: AtomicU64,
    waited: AtomicU64,
    rescued: AtomicU64,
    early: AtomicU64,
    began: AtomicU64,
    made: AtomicU64,
    failed: AtomicU64,
    left: AtomicU64,
    took: AtomicU64,
}

#[derive(Debug, Default)]
#[repr(align(64))]
struct Hits {
    hits: Count,
    /// How old what was served has been, in nanoseconds.
    age: Count,
}

impl Counters {
    pub(super) fn new() -> Self {
        let [stale, stale_age, misses, waited, rescued, early, began, made, failed, left, took] =
            [(); 11].map(|()| AtomicU64::new(0));
        Self { hits: Stripes::new(), stale, stale_age, misses, waited, rescued, early, began, made, failed, left, took }
    }

    /// Counts a value that was fresh and so old, unless something on this thread concerns whoever asks.
    #[inline]
    pub(super) fn hits_freely(&self, age: u64) -> bool {
        let Some(mine) = self.hits.at(free_seat()) else { return false };
        mine.hits.bump();
        mine.age.add(age, true);
        true
    }

    /// Counts it in any case.
    pub(super) fn hit(&self, age: u64) {
        let Held { of, is_owned } = self.hits.held();
        of.hits.add(1, is_owned);
        of.age.add(age, is_owned);
    }

    /// Counts a value that had expired and so old.
    pub(super) fn stale(&self, age: u64) {
        self.stale.fetch_add(1, Relaxed);
        self.stale_age.fetch_add(age, Relaxed);
    }

    /// Counts somebody who finds nothing to be served.
    pub(super) fn miss(&self) {
        self.misses.fetch_add(1, Relaxed);
    }

    /// Counts one of those who waits for a making that is at work.
    pub(super) fn waits(&self) {
        self.waited.fetch_add(1, Relaxed);
    }

    /// Counts somebody who is served an old value because a making failed.
    pub(super) fn rescued(&self) {
        self.rescued.fetch_add(1, Relaxed);
    }

    pub(super) fn early(&self) {
        self.early.fetch_add(1, Relaxed);
    }

    pub(super) fn begins(&self) {
        self.began.fetch_add(1, Relaxed);
    }

    pub(super) fn ends(&self, is_value: bool, took: u64) {
        let ended = if is_value { &self.made } else { &self.failed };
        ended.fetch_add(1, Relaxed);
        self.took.fetch_add(took, Relaxed);
    }

    /// Counts a maker that was dropped.
    pub(super) fn leaves(&self) {
        self.left.fetch_add(1, Relaxed);
    }

    pub(super) fn snapshot(&self, name: &Arc<str>, len: u64, evicted: u64, settings: CacheSettings) -> CacheSnapshot {
        let get = |count: &AtomicU64| count.load(Relaxed);
        let (hits, age) = self.hits.iter().fold((0_u64, 0_u64), |(hits, age), (_, stripe)| {
            (hits.wrapping_add(stripe.hits.get()), age.wrapping_add(stripe.age.get()))
        });
        // Ends first, so that no more have ended than begun.
        let [made, failed, left] = [&self.made, &self.failed, &self.left].map(get);
        let (stale, age) = (get(&self.stale), age.wrapping_add(get(&self.stale_age)));
        let mean = |sum: u64, count: u64| sum.checked_div(count).map(Duration::from_nanos);
        CacheSnapshot {
            name: name.to_string(),
            len,
            evicted,
            hits,
            stale,
            misses: get(&self.misses),
            waited: get(&self.waited),
            rescued: get(&self.rescued),
            early: get(&self.early),
            made,
            failed,
            running: get(&self.began).saturating_sub(made + failed + left),
            age: mean(age, hits + stale),
            cost: mean(get(&self.took), made + failed),
            settings,
        }
    }
}
