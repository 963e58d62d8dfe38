//! Keys as they are looked up: borrowed, and copied only when an entry is made.

use std::borrow::Borrow;
#[cfg(feature = "command")]
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
#[cfg(feature = "command")]
use std::hash::{DefaultHasher, Hasher};

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
pub trait Part: Hash + Eq + ToOwned<Owned: Borrow<Self> + Send + Sync + 'static> {}

#[cfg(feature = "command")]
#[diagnostic::do_not_recommend]
impl<Q: Hash + Eq + ToOwned<Owned: Borrow<Self> + Send + Sync + 'static> + ?Sized> Part for Q {}

/// What is kept of a borrowed part of a key.
#[cfg(feature = "command")]
pub type Own<Q> = <Q as ToOwned>::Owned;

/// What a key is when it is kept.
#[cfg(feature = "command")]
pub trait CacheKey: Hash + Eq + Clone + Send + Sync + 'static {}

#[cfg(feature = "command")]
impl<K: Hash + Eq + Clone + Send + Sync + 'static> CacheKey for K {}

/// A part of the key of a call, with what can be done with it: whoever has one need not ask again whether it can, so that what cannot is
/// told once.
#[cfg(feature = "command")]
pub struct PartOf<'a, Q: ToOwned + ?Sized> {
    part: &'a Q,
    hash: fn(&Q, &mut DefaultHasher),
    is: fn(&Q, &Q::Owned) -> bool,
}

/// Says at the user's words what cannot be part of a key.
#[cfg(feature = "command")]
#[inline]
pub(crate) fn part<Q: Part + ?Sized>(part: &Q) -> PartOf<'_, Q> {
    PartOf { part, hash: Q::hash, is: |part, key| key.borrow() == part }
}

#[cfg(feature = "command")]
impl<Q: ToOwned + ?Sized> fmt::Debug for PartOf<'_, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartOf")
    }
}

/// The key of a call: one part is the key itself, several are a tuple.
#[cfg(feature = "command")]
#[derive(Debug)]
pub struct Keys<T>(pub T);

#[cfg(feature = "command")]
impl<Q: ToOwned + ?Sized> Query<Q::Owned> for Keys<(PartOf<'_, Q>,)> {
    #[inline]
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        let (PartOf { part, hash, .. },) = &self.0;
        let mut hasher = hashing.build_hasher();
        hash(part, &mut hasher);
        hasher.finish()
    }

    #[inline]
    fn is(&self, key: &Q::Owned) -> bool {
        (self.0.0.is)(self.0.0.part, key)
    }
}

#[cfg(feature = "command")]
impl<Q: ToOwned + ?Sized> Kept<Q::Owned> for Keys<(PartOf<'_, Q>,)> {
    fn keep(&self) -> Q::Owned {
        self.0.0.part.to_owned()
    }
}

#[cfg(feature = "command")]
macro_rules! tuples {
    ($(($($part:ident $at:tt),*))*) => {$(
        impl<$($part: ToOwned + ?Sized),*> Query<($($part::Owned,)*)> for Keys<($(PartOf<'_, $part>,)*)> {
            #[inline]
            fn hash_by(&self, hashing: &RandomState) -> u64 {
                #[allow(unused_mut)]
                let mut hasher = hashing.build_hasher();
                $((self.0.$at.hash)(self.0.$at.part, &mut hasher);)*
                hasher.finish()
            }

            #[inline]
            #[allow(unused_variables)]
            fn is(&self, key: &($($part::Owned,)*)) -> bool {
                true $(&& (self.0.$at.is)(self.0.$at.part, &key.$at))*
            }
        }

        impl<$($part: ToOwned + ?Sized),*> Kept<($($part::Owned,)*)> for Keys<($(PartOf<'_, $part>,)*)> {
            #[allow(clippy::unused_unit)]
            fn keep(&self) -> ($($part::Owned,)*) {
                ($(self.0.$at.part.to_owned(),)*)
            }
        }
    )*};
}

#[cfg(feature = "command")]
tuples! {
    ()
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}
