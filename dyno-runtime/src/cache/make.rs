//! Values that are made for whoever asks.

use std::borrow::Borrow;
use std::fmt;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::JoinError;

use crate::cache::Cache;
use crate::cache::asked::{Asked, Known};
use crate::cache::entry::Entry;
use crate::cache::failure::Failure;
use crate::cache::key::By;
use crate::cache::making::Making;
use crate::cache::rescue::{Rescue, in_time};
use crate::cache::shared::Looked;
use crate::cache::store::Landed;
use crate::error::{Cancelled, Error, Panicked, Reason};
use crate::outcome::message;

impl<K, V> Cache<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Gives the value of a key, which `make` makes if there is none. Of those who ask at once one makes it, and the others block their threads
    /// until it is there; an early refresh is made by whoever is drawn. Not for async code.
    ///
    /// # Errors
    ///
    /// What `make` returns; [`Error::MakerFailed`] when somebody else's did, and [`Error::Recursive`], in its type.
    pub fn get_or_make<Q, E>(&self, key: &Q, make: impl FnOnce() -> Result<V, E>) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        E: From<Error> + fmt::Display,
    {
        let looked = match self.hit(key) {
            Ok(entry) => return self.value(&entry),
            Err(looked) => looked,
        };
        let mut making = match self.look(key, looked)?.known_here() {
            Known::Given(given) => return self.given(&given),
            Known::Makes(making) => making,
        };
        let (rescue, result) = (making.rescue(), making.run(make));
        self.rescued(rescue, end(making, result))
    }

    /// Gives the value of a key, which `make` makes if there is none. Of those who ask at once one makes it, and the others wait. An early
    /// refresh is made by whoever is drawn, and who is dropped while making it leaves that to another; [`Cache::get_or_spawn`] spares them both.
    /// Cancel safe if `make` is.
    ///
    /// # Errors
    ///
    /// Those of [`Cache::get_or_make`].
    pub async fn get_or_make_async<Q, E>(&self, key: &Q, make: impl Future<Output = Result<V, E>>) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        E: From<Error> + fmt::Display,
    {
        let looked = match self.hit(key) {
            Ok(entry) => return self.value(&entry),
            Err(looked) => looked,
        };
        let mut making = match self.look(key, looked)?.known().await {
            Known::Given(given) => return self.given(&given),
            Known::Makes(making) => making,
        };
        let (rescue, result) = (making.rescue(), making.run_async(make).await);
        self.rescued(rescue, end(making, result))
    }

    /// Gives the value of a key, which a task of its own makes if there is none: `make` is spawned on the tokio runtime that this is awaited
    /// in. So an early refresh runs while the present value is served, and whoever asks may be dropped without harm to the others, which
    /// makes it cancel safe. Where there is no runtime it is made as by [`Cache::get_or_make_async`].
    ///
    /// # Errors
    ///
    /// Those of [`Cache::get_or_make`], and [`Error::Panicked`].
    pub async fn get_or_spawn<Q, E, F>(&self, key: &Q, make: F) -> Result<V, E>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        E: From<Error> + fmt::Display + Send + 'static,
        F: Future<Output = Result<V, E>> + Send + 'static,
    {
        let looked = match self.hit(key) {
            Ok(entry) => return self.value(&entry),
            Err(looked) => looked,
        };
        let mut making = match self.look(key, looked)?.known().await {
            Known::Given(given) => return self.given(&given),
            Known::Makes(making) => making,
        };
        let mut rescue = making.rescue();
        let Ok(runtime) = Handle::try_current() else {
            let result = making.run_async(make).await;
            return self.rescued(rescue, end(making, result));
        };
        let present = making.serves();
        let task = runtime.spawn(async move {
            let result = making.run_async(make).await;
            end(making, result)
        });
        if let Some(entry) = present {
            return self.given(&Ok(entry));
        }
        let ended = match in_time(&mut rescue, task).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(error)) => Err(ended_early(error, self.shared.core.name.clone()).into()),
            Err(present) => return self.given(&Ok(present)),
        };
        self.rescued(rescue, ended)
    }

    #[inline]
    fn hit<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Result<Arc<Entry<K, V>>, Looked<K, V>>
    where
        K: Borrow<Q>,
    {
        self.shared.hit(self.shared.hash(&By(key)), &By(key))
    }

    fn look<Q>(&self, key: &Q, looked: Looked<K, V>) -> Result<Asked<K, V>, Error>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        self.shared.look(&By(key), looked, None, || false)
    }

    #[inline]
    fn value<E: From<Error>>(&self, entry: &Entry<K, V>) -> Result<V, E> {
        entry.value().cloned().ok_or_else(|| self.told(entry))
    }

    /// The error that is kept in the stead of a value.
    #[cold]
    fn told<E: From<Error>>(&self, entry: &Entry<K, V>) -> E {
        let failure = entry.made.as_ref().err().map(|failure| failure.for_others(&self.shared.core.name));
        failure.unwrap_or_else(|| unreachable!("there is no value")).into()
    }

    fn given<E: From<Error>>(&self, given: &Landed<K, V>) -> Result<V, E> {
        match given {
            Ok(entry) => self.value(entry),
            Err(failure) => Err(failure.for_others(&self.shared.core.name).into()),
        }
    }

    fn rescued<E: From<Error>>(&self, rescue: Option<Rescue<K, V>>, ended: Result<V, E>) -> Result<V, E> {
        match (ended, rescue) {
            (Err(_), Some(rescue)) => self.given(&Ok(rescue.serve())),
            (ended, _) => ended,
        }
    }
}

/// Ends a making as its maker did.
fn end<K: Clone, V: Clone, E: fmt::Display>(mut making: Making<K, V>, made: Result<V, E>) -> Result<V, E> {
    match &made {
        Ok(value) => {
            let copy = making.run(|| value.clone());
            drop(making.succeeds(copy, None));
        }
        Err(error) => {
            let failure = making.run(|| Failure::told(error));
            making.fails(failure);
        }
    }
    made
}

/// Why a task that made a value has not ended.
pub(crate) fn ended_early(error: JoinError, cache: Arc<str>) -> Error {
    match error.try_into_panic() {
        Ok(panic) => Error::from(Panicked { name: cache, message: message(&*panic).into() }),
        Err(_) => Error::from(Cancelled { name: cache, reason: Reason::from("its runtime has ended") }),
    }
}
