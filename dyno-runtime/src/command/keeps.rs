//! What the cache of a function keeps, decided and said once, at the user's types.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crate::cache::{Cache, Part, PartOf, part};
use crate::command::cached::Stores;
use crate::command::site::Site;

/// What a cache can keep: the type itself is asked, or a closure where it may be a parameter, which rustc would say is to be bound by this trait.
#[diagnostic::on_unimplemented(
    message = "`{V}` cannot be kept in a cache",
    label = "what is kept needs `Clone`, `Send` and `Sync`, and borrows nothing",
    note = "return an owned value, or put it into an `Arc`"
)]
pub trait Keeps<V> {}

#[diagnostic::do_not_recommend]
impl<F: ?Sized, V: Clone + Send + Sync + 'static> Keeps<V> for F {}

/// Says at the return type what cannot be kept.
pub fn keeps<S: Stores>(_: S)
where
    S::Value: Keeps<S::Value>,
{
}

/// The same where that may be a type parameter.
pub fn parameter_keeps<S: Stores>(_: S, _: impl Keeps<S::Value>) {}

/// Stores what can be kept.
#[derive(Debug)]
pub struct Keeping<S>(pub S);

impl<S: Stores<Value: Clone + Send + Sync + 'static>> Keeping<S> {
    /// Stores it.
    pub fn stores(self) -> S {
        self.0
    }
}

/// The same for what cannot be kept, which has been said: nothing else is missed.
pub trait PlainKeeping<S>: Sized {
    /// Stores nothing.
    fn stores(self) -> Unkept<S>;
}

impl<S> PlainKeeping<S> for Keeping<S> {
    fn stores(self) -> Unkept<S> {
        Unkept(self.0)
    }
}

/// Stores nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unkept<S>(S);

impl<S: Stores> Stores for Unkept<S> {
    type Value = Infallible;
    type Error = S::Error;
    type Returned = S::Returned;

    fn answer(self, value: Infallible) -> S::Returned {
        match value {}
    }

    fn fail(self, error: S::Error) -> S::Returned {
        self.0.fail(error)
    }

    fn split(self, _: S::Returned) -> Result<Infallible, S::Error> {
        unreachable!("{NOT_COMPILED}")
    }
}

const NOT_COMPILED: &str = "what cannot be kept does not compile";

/// What `ttl_of` may say of a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no time that a value lives",
    label = "`ttl_of` gives a `Duration`, or an `Option` of one",
    note = "write `|value: &Value| Duration::from_secs(..)`, with `None` in an `Option` for the `ttl`"
)]
pub trait Lives {
    /// The time, if it has one of its own.
    fn ttl(self) -> Option<Duration>;
}

impl Lives for Duration {
    fn ttl(self) -> Option<Duration> {
        Some(self)
    }
}

impl Lives for Option<Duration> {
    fn ttl(self) -> Option<Duration> {
        self
    }
}

/// Asks a value how long it lives.
pub fn lives<V, T: Lives>(value: &V, ttl_of: impl FnOnce(&V) -> T) -> Option<Duration> {
    ttl_of(value).ttl()
}

/// Says what cannot be part of a key, of whom [`Keeps`] is asked: nothing does so, and only what cannot be is asked for it. Asked for what a key needs, each bound that is not met
/// would be told of by itself.
#[diagnostic::on_unimplemented(
    message = "`{Q}` cannot be part of the key of a cache",
    label = "a key needs `Hash`, `Eq`, `Clone`, `Send` and `Sync`, and borrows nothing",
    note = "derive them, or write `key = ..` with what tells the values apart"
)]
pub trait Tells<Q: ?Sized> {}

/// An argument as a part of a key.
pub fn tells<Q: ?Sized>(part: &Q) -> Telling<'_, Q, Q> {
    Telling(part, PhantomData)
}

/// The same where its type may be a type parameter.
pub fn parameter_tells<Q: ?Sized, F>(part: &Q, _: F) -> Telling<'_, Q, F> {
    Telling(part, PhantomData)
}

/// An argument as a part of a key.
#[derive(Debug)]
pub struct Telling<'a, Q: ?Sized, F: ?Sized>(&'a Q, PhantomData<F>);

impl<'a, Q: Part + ?Sized, F: ?Sized> Telling<'a, Q, F> {
    /// Is part of it.
    #[inline]
    #[must_use]
    pub fn part(self) -> PartOf<'a, Q> {
        part(self.0)
    }
}

/// The same for what cannot be, which is said here.
pub trait PlainTelling<Q: ?Sized, F: ?Sized>: Sized {
    /// Tells nothing.
    fn part(self) -> PartOf<'static, ()>
    where
        F: Tells<Q>,
    {
        part(&())
    }
}

impl<Q: ?Sized, F: ?Sized> PlainTelling<Q, F> for Telling<'_, Q, F> {}

/// Whether what is borrowed can be owned.
#[derive(Debug)]
pub struct OwningOf<Q: ?Sized>(PhantomData<fn() -> *const Q>);

impl<Q: ToOwned + ?Sized> OwningOf<Q> {
    /// It can. Before the trait, where both fit.
    pub const IS_OWNED: bool = true;
}

/// The same for what cannot be.
pub trait PlainOwningOf {
    /// It cannot.
    const IS_OWNED: bool = false;
}

impl<Q: ?Sized> PlainOwningOf for OwningOf<Q> {}

/// An argument that can be owned, or cannot.
#[derive(Debug)]
pub struct Owning<const IS_OWNED: bool>;

/// What is kept of it.
pub trait Owns<Q: ?Sized> {
    /// What owns it, or nothing.
    type Own;
}

impl<Q: ToOwned + ?Sized> Owns<Q> for Owning<true> {
    type Own = Q::Owned;
}

impl<Q: ?Sized> Owns<Q> for Owning<false> {
    type Own = ();
}

/// Whether a return type is a `Result`, whatever it is called.
#[derive(Debug)]
pub struct KindOf<R>(PhantomData<fn() -> R>);

impl<T, E> KindOf<Result<T, E>> {
    /// It is one. Before the trait, where both fit.
    pub const IS_RESULT: bool = true;
}

/// The same for what is none.
pub trait PlainKindOf {
    /// It is none.
    const IS_RESULT: bool = false;
}

impl<R> PlainKindOf for KindOf<R> {}

/// A function that returns a `Result`, or does not.
#[derive(Debug)]
pub struct Returning<const IS_RESULT: bool>;

/// What is kept of that which it returns.
pub trait Holds<R> {
    /// The value, or all of it.
    type Value;
}

impl<T, E> Holds<Result<T, E>> for Returning<true> {
    type Value = T;
}

impl<R> Holds<R> for Returning<false> {
    type Value = R;
}

/// The cache of a site, for those who know its types.
pub struct CacheOf<K, V>(&'static Site, PhantomData<fn() -> (K, V)>);

impl<K, V> CacheOf<K, V> {
    /// Looks there.
    #[must_use]
    pub fn new(site: &'static Site) -> Self {
        Self(site, PhantomData)
    }
}

impl<K: Send + Sync + 'static, V: Send + Sync + 'static> CacheOf<K, V> {
    /// Hands it out.
    #[must_use]
    pub fn handed_out(&self) -> Cache<K, V> {
        self.0.cache()
    }
}

/// The same for what cannot be kept, of which the function itself tells.
pub trait PlainCacheOf<K, V> {
    /// There is none.
    fn handed_out(&self) -> Cache<K, V>;
}

impl<K, V> PlainCacheOf<K, V> for CacheOf<K, V> {
    fn handed_out(&self) -> Cache<K, V> {
        unreachable!("{NOT_COMPILED}")
    }
}

impl<K, V> fmt::Debug for CacheOf<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CacheOf")
    }
}
