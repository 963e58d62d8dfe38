//! What tells one bucket of a limit from another: a tenant, a user, an address.

use std::any::Any;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, RandomState};

/// A key of a rate limit: what is `Hash`, `Eq` and can be kept. `str` is one, and so is all that can be cloned and borrows nothing:
/// `String`, `u64`, `IpAddr`, `(Tenant, Region)`.
///
/// It is borrowed where it is looked up, and copied only when its bucket is made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a rate limit",
    label = "a key needs `Hash`, `Eq`, `Clone`, `Send` and `Sync`, and borrows nothing",
    note = "make an owned value of it: a number, a `String`, or a tuple of them"
)]
pub trait Key: Hash + Eq + ToOwned<Owned: Borrow<Self> + Send + Sync + 'static> + Sync {}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq + ToOwned<Owned: Borrow<Self> + Send + Sync + 'static> + Sync + ?Sized> Key for K {}

/// A key that is looked up, whatever its type. All of this runs the user's code, and none of it under a lock.
pub(crate) trait Asked {
    fn hash_by(&self, hashing: &RandomState) -> u64;
    fn is(&self, kept: &(dyn Any + Send + Sync)) -> bool;
    fn keep(&self) -> Box<dyn Any + Send + Sync>;
}

/// A key by reference.
pub(crate) struct By<'a, K: ?Sized>(pub(crate) &'a K);

impl<K: Key + ?Sized> Asked for By<'_, K> {
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        hashing.hash_one(self.0)
    }

    fn is(&self, kept: &(dyn Any + Send + Sync)) -> bool {
        kept.downcast_ref::<K::Owned>().is_some_and(|kept| kept.borrow() == self.0)
    }

    fn keep(&self) -> Box<dyn Any + Send + Sync> {
        Box::new(self.0.to_owned())
    }
}

/// A key that is kept until it is looked up.
#[cfg(feature = "command")]
pub(crate) struct Kept<K: Key + ?Sized>(K::Owned);

#[cfg(feature = "command")]
impl<K: Key + ?Sized> Kept<K> {
    pub(crate) fn new(key: &K) -> Self {
        Self(key.to_owned())
    }
}

#[cfg(feature = "command")]
impl<K: Key + ?Sized> Asked for Kept<K> {
    fn hash_by(&self, hashing: &RandomState) -> u64 {
        By::<K>(self.0.borrow()).hash_by(hashing)
    }

    fn is(&self, kept: &(dyn Any + Send + Sync)) -> bool {
        By::<K>(self.0.borrow()).is(kept)
    }

    fn keep(&self) -> Box<dyn Any + Send + Sync> {
        By::<K>(self.0.borrow()).keep()
    }
}

/// Says at the user's words what cannot be a key.
#[cfg(feature = "command")]
pub fn key<K: Key + ?Sized>(key: &K) -> &K {
    key
}
