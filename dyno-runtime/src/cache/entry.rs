//! What is kept of a key: a value or why there is none, and its times.

use crate::cache::failure::Failure;
use crate::cache::life::Life;
use crate::clock::Moment;
use crate::sync::plain::{AtomicU32, Ordering::Relaxed};

/// More uses than these make no difference to who leaves.
const MOST_USES: u32 = 3;

/// An entry; the next making replaces it as a whole.
#[derive(Debug)]
pub struct Entry<K, V> {
    pub(super) key: K,
    pub(super) made: Result<V, Failure>,
    pub(super) life: Life,
    /// The first moment at which somebody may renew it before it expires.
    pub(super) early: Moment,
    /// How often it was used since somebody looked, at most 3.
    uses: AtomicU32,
}

impl<K, V> Entry<K, V> {
    pub(super) fn new(key: K, made: Result<V, Failure>, life: Life, early: Moment) -> Self {
        Self { key, made, life, early, uses: AtomicU32::new(0) }
    }

    /// Its value, unless an error is kept in its stead.
    #[inline]
    pub(crate) fn value(&self) -> Option<&V> {
        self.made.as_ref().ok()
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
