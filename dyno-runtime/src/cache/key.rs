//! Keys as they are looked up: borrowed, and copied only when an entry is made.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};

/// What an entry of key `K` is found by. All of this runs the user's code, and none of it under a lock.
pub(crate) trait Query<K> {
    fn hash_by(&self, hashing: &RandomState) -> u64;
    fn is(&self, key: &K) -> bool;
}

/// What an entry of key `K` can be made by.
pub(crate) trait Kept<K>: Query<K> {
    fn keep(&self) -> K;
}

/// A key by reference.
#[derive(Clone, Copy)]
pub(crate) struct By<'a, Q: ?Sized>(pub(crate) &'a Q);

impl<K: Borrow<Q>, Q: Hash + Eq + ?Sized> Query<K> for By<'_, Q> {
    #[inline]
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        hashing.hash_one(self.0)
    }

    #[inline]
    fn is(&self, key: &K) -> bool {
        key.borrow() == self.0
    }
}

impl<K: Borrow<Q>, Q: Hash + Eq + ToOwned<Owned = K> + ?Sized> Kept<K> for By<'_, Q> {
    fn keep(&self) -> K {
        self.0.to_owned()
    }
}
