//! What is kept of a key: a value or why there is none, and its times.

use std::time::Duration;

use crate::cache::failure::Failure;
use crate::cache::life::Life;
use crate::cache::policy::pause;
use crate::clock::Moment;
use crate::sync::plain::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// More uses than these make no difference to who leaves.
const MOST_USES: u32 = 3;

/// An entry; the next making replaces it as a whole.
#[derive(Debug)]
pub struct Entry<K, V> {
    pub(super) key: K,
    /// Boxed where there is none: most have a value, and room for no more than that.
    pub(super) made: Result<V, Box<Failure>>,
    pub(super) life: Life,
    /// The first moment at which somebody may renew it, in nanoseconds; later than all others while somebody does.
    next: AtomicU64,
    /// How many have failed to do so since it was made.
    failures: AtomicU32,
    /// How often it was used since somebody looked, at most 3.
    uses: AtomicU32,
}

impl<K, V> Entry<K, V> {
    pub(super) fn new(key: K, made: Result<V, Failure>, life: Life, early: Moment) -> Self {
        let (next, failures, uses) = (AtomicU64::new(early.as_nanos()), AtomicU32::new(0), AtomicU32::new(0));
        Self { key, made: made.map_err(Box::new), life, next, failures, uses }
    }

    /// Its value, unless an error is kept in its stead.
    #[inline]
    pub(crate) fn value(&self) -> Option<&V> {
        self.made.as_ref().ok()
    }

    /// Tells whether it has not expired, and nobody is to renew it yet.
    #[inline]
    pub(super) fn is_quiet(&self, now: Moment) -> bool {
        now < self.life.expires && !self.may_be_renewed(now)
    }

    /// Tells whether somebody may renew it.
    #[inline]
    pub(super) fn may_be_renewed(&self, now: Moment) -> bool {
        self.next.load(Relaxed) <= now.as_nanos()
    }

    /// Notes that somebody renews it.
    pub(super) fn is_renewed(&self) {
        self.next.store(u64::MAX, Relaxed);
    }

    /// Notes that whoever renewed it has failed, which `took` so long.
    pub(super) fn was_not_renewed(&self, now: Moment, took: Duration) {
        let failures = self.failures.fetch_add(1, Relaxed).saturating_add(1);
        self.next.store(now.after(pause(&self.life, took, failures)).as_nanos(), Relaxed);
    }

    /// Notes that nobody renews it any more, and nobody has failed to: the policy is asked again.
    pub(super) fn was_left(&self) {
        self.next.store(self.life.made.as_nanos(), Relaxed);
    }

    /// Notes that it was used. What several do at once may count once.
    #[inline]
    pub(super) fn is_used(&self) {
        let uses = self.uses.load(Relaxed);
        if uses < MOST_USES {
            self.uses.store(uses + 1, Relaxed);
        }
    }

    pub(super) fn uses(&self) -> u32 {
        self.uses.load(Relaxed)
    }

    pub(super) fn set_uses(&self, uses: u32) {
        self.uses.store(uses, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Entry;

    #[test]
    fn it_has_no_room_for_an_error() {
        assert!(size_of::<Entry<u64, u64>>() <= 80, "{}", size_of::<Entry<u64, u64>>());
    }
}
