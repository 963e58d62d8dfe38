//! The buckets of those keys that were used last: at most 10,000.

use std::any::Any;
use std::fmt;
use std::hash::RandomState;
use std::sync::Arc;

use dashmap::DashMap;

use crate::rate_limit::bucket::Bucket;
use crate::rate_limit::key::Asked;
use crate::rate_limit::state::{Pace, Ticks};
use crate::sync::plain::{AtomicU64, Ordering::Relaxed};
use crate::sync::{Mutex, lock};

/// How many keys have a bucket.
pub(crate) const MOST: usize = 10_000;
/// How many go at once when there is no more room and each is news: to look for them takes as long as to look at all.
const LEAVE: usize = 128;

/// A bucket for each key.
///
/// Where there is no more room, those go first that are full again, because whoever comes after them is told the same without them. When
/// there are none of those, the 128 go that nobody has asked for the longest: what they owed is forgotten, so that their next calls are let
/// through too early, and not those of everybody else too late.
pub(crate) struct Keys {
    hashing: RandomState,
    /// By hash; where two have the same, the second is found by the next number.
    buckets: DashMap<u64, Arc<Keyed>>,
    /// Held by whoever makes a bucket, so that there are never too many.
    making: Mutex<()>,
}

/// The bucket of one key.
pub(crate) struct Keyed {
    key: Box<dyn Any + Send + Sync>,
    pub(crate) bucket: Bucket,
    /// When it was asked for last.
    used: AtomicU64,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self { hashing: RandomState::new(), buckets: DashMap::new(), making: Mutex::new(()) }
    }

    /// The bucket of a key, which is made if there is none.
    pub(crate) fn of(&self, key: &dyn Asked, now: Ticks) -> Arc<Keyed> {
        let hash = key.hash_by(&self.hashing);
        let keyed = self.find(hash, key).unwrap_or_else(|_| self.make(hash, key, now));
        keyed.used.store(now, Relaxed);
        keyed
    }

    /// How many have a bucket.
    pub(crate) fn len(&self) -> usize {
        self.buckets.len()
    }

    /// Goes over from one pace to another.
    pub(crate) fn take_over(&self, pace: &Pace, now: Ticks, before: &Pace) {
        // Nobody makes one meanwhile, so that each that is there is seen.
        let _making = lock(&self.making);
        self.buckets.iter().for_each(|keyed| keyed.bucket.take_over(pace, now, before));
    }

    /// Finds it, or the number under which it would be.
    fn find(&self, hash: u64, key: &dyn Asked) -> Result<Arc<Keyed>, u64> {
        let mut at = hash;
        loop {
            // Copied out of the map, because the comparison is the user's.
            let Some(keyed) = self.buckets.get(&at).map(|keyed| keyed.value().clone()) else { return Err(at) };
            if key.is(&*keyed.key) {
                return Ok(keyed);
            }
            at = at.wrapping_add(1);
        }
    }

    #[cold]
    fn make(&self, hash: u64, key: &dyn Asked, now: Ticks) -> Arc<Keyed> {
        let used = AtomicU64::new(now);
        let new = Arc::new(Keyed { key: key.keep(), bucket: Bucket::default(), used });
        loop {
            let at = match self.find(hash, key) {
                Ok(found) => return found,
                Err(at) => at,
            };
            // What leaves is dropped without the lock, because keys are the user's.
            let _left = {
                let _making = lock(&self.making);
                if self.buckets.contains_key(&at) {
                    continue;
                }
                let left = if self.buckets.len() < MOST { Vec::new() } else { self.leave(now) };
                self.buckets.insert(at, new.clone());
                left
            };
            return new;
        }
    }

    /// Takes those away that hold no news, or else those that were not asked for the longest.
    fn leave(&self, now: Ticks) -> Vec<Arc<Keyed>> {
        let all = self.buckets.iter().map(|keyed| (*keyed.key(), keyed.used.load(Relaxed), keyed.bucket.is_full(now)));
        let (full, mut others): (Vec<_>, Vec<_>) = all.partition(|(_, _, is_full)| *is_full);
        let leave = if full.is_empty() {
            others.select_nth_unstable_by_key(LEAVE, |(_, used, _)| *used);
            others.truncate(LEAVE);
            others
        } else {
            full
        };
        leave.into_iter().filter_map(|(at, ..)| self.buckets.remove(&at)).map(|(_, keyed)| keyed).collect()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").field("bucket", &self.bucket).finish_non_exhaustive()
    }
}
