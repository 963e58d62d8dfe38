//! What of the settings a hit reads: a word each, so that it takes no lock.

use std::time::Duration;

use crate::cache::policy::CachePolicy;
use crate::cache::settings::CacheSettings;
use crate::clock::nanos;
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

/// Settings as they are now. Each changes by itself: who reads while they change may see some as they were.
#[derive(Debug)]
pub(super) struct Live {
    policy: AtomicU64,
    stale: AtomicU64,
    stale_if_error: AtomicU64,
}

impl Live {
    pub(super) fn new(settings: &CacheSettings) -> Self {
        let [policy, stale, stale_if_error] = words(settings).map(AtomicU64::new);
        Self { policy, stale, stale_if_error }
    }

    pub(super) fn set(&self, settings: &CacheSettings) {
        for (word, now) in [&self.policy, &self.stale, &self.stale_if_error].into_iter().zip(words(settings)) {
            word.store(now, Relaxed);
        }
    }

    pub(super) fn policy(&self) -> CachePolicy {
        CachePolicy::of_word(self.policy.load(Relaxed))
    }

    /// How long after its expiry a value is still served while one refresh runs.
    pub(super) fn stale(&self) -> Duration {
        Duration::from_nanos(self.stale.load(Relaxed))
    }

    /// How long after its expiry a value is served instead of an error.
    pub(super) fn stale_if_error(&self) -> Duration {
        Duration::from_nanos(self.stale_if_error.load(Relaxed))
    }

    /// How long after its expiry a value may still be of use.
    pub(super) fn grace(&self) -> Duration {
        self.stale().max(self.stale_if_error())
    }
}

fn words(settings: &CacheSettings) -> [u64; 3] {
    [settings.policy.word(), nanos(settings.stale), nanos(settings.stale_if_error)]
}
