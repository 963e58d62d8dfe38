//! Keys as they are looked up: borrowed, and copied only when an entry is made.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};

/// What an entry of key `K` is found by. All of this runs the user's code, and none of it under a lock.
pub trait Query<K> {
    /// Hashes it.
    fn hash_by(&self, hashing: &RandomState) -> u64;
    /// Tells whether that is its key.
    fn is(&self, key: &K) -> bool;
}

/// What an entry of key `K` can be made by.
pub trait Kept<K>: Query<K> {
    /// Makes the key of a new entry.
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

/// An argument that is part of the key of a function's cache.
#[cfg(feature = "command")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of the key of a cache",
    label = "a key needs `Hash`, `Eq`, `Clone`, `Send` and `Sync`, and borrows nothing",
    note = "derive them, or write `key = ..` with what tells the values apart"
)]
pub trait Part: Hash + Eq + ToOwned<Owned: Borrow<Self> + Hash + Eq + Clone + Send + Sync + 'static> {}

#[cfg(feature = "command")]
#[diagnostic::do_not_recommend]
impl<Q: Hash + Eq + ToOwned<Owned: Borrow<Self> + Hash + Eq + Clone + Send + Sync + 'static> + ?Sized> Part for Q {}

/// What is kept of a borrowed part of a key.
#[cfg(feature = "command")]
pub type Own<Q> = <Q as ToOwned>::Owned;

/// What a key is when it is kept.
#[cfg(feature = "command")]
pub trait CacheKey: Hash + Eq + Clone + Send + Sync + 'static {}

#[cfg(feature = "command")]
impl<K: Hash + Eq + Clone + Send + Sync + 'static> CacheKey for K {}

/// Says at the user's words what cannot be part of a key.
#[cfg(feature = "command")]
pub fn part<Q: Part + ?Sized>(part: &Q) -> &Q {
    part
}

/// The key of a call: its arguments by reference. One alone is the key itself, several are a tuple.
#[cfg(feature = "command")]
#[derive(Debug)]
pub struct Keys<T>(pub T);

#[cfg(feature = "command")]
impl Query<()> for Keys<()> {
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        hashing.hash_one(())
    }

    fn is(&self, (): &()) -> bool {
        true
    }
}

#[cfg(feature = "command")]
impl Kept<()> for Keys<()> {
    fn keep(&self) {}
}

#[cfg(feature = "command")]
impl<Q: Part + ?Sized> Query<Q::Owned> for Keys<(&Q,)> {
    #[inline]
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        hashing.hash_one(self.0.0)
    }

    #[inline]
    fn is(&self, key: &Q::Owned) -> bool {
        key.borrow() == self.0.0
    }
}

#[cfg(feature = "command")]
impl<Q: Part + ?Sized> Kept<Q::Owned> for Keys<(&Q,)> {
    fn keep(&self) -> Q::Owned {
        self.0.0.to_owned()
    }
}

#[cfg(feature = "command")]
macro_rules! tuples {
    ($(($($part:ident $at:tt),+))*) => {$(
        impl<$($part: Part + ?Sized),+> Query<($($part::Owned,)+)> for Keys<($(&$part,)+)> {
            #[inline]
            fn hash_by(&self, hashing: &RandomState) -> u64 {
                hashing.hash_one(($(self.0.$at,)+))
            }

            #[inline]
            fn is(&self, key: &($($part::Owned,)+)) -> bool {
                $(Borrow::<$part>::borrow(&key.$at) == self.0.$at)&&+
            }
        }

        impl<$($part: Part + ?Sized),+> Kept<($($part::Owned,)+)> for Keys<($(&$part,)+)> {
            fn keep(&self) -> ($($part::Owned,)+) {
                ($(self.0.$at.to_owned(),)+)
            }
        }
    )*};
}

#[cfg(feature = "command")]
tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
