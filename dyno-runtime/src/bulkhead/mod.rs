//! The bulkhead. Why: a service that hangs takes every thread, connection and byte that its callers give it, until nothing is
//! left for the rest of the program; a bulkhead lets so many calls be under way and no more.
//!
//! A permit is one exchange of one word. Whoever finds none may wait in a queue, under a lock that no user code is called
//! under, and has it handed over by whoever leaves.

mod builder;
mod permit;
mod settings;
mod shared;
mod snapshot;
mod state;
#[cfg(all(test, dyno_loom))]
mod tests;
mod waiting;
mod word;

use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

pub use self::builder::BulkheadBuilder;
pub use self::permit::BulkheadPermit;
pub use self::settings::BulkheadSettings;
pub(crate) use self::shared::Shared;
pub use self::snapshot::BulkheadSnapshot;
use crate::error::{Error, SettingsError, UnknownName};
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A bulkhead: shared by name, cloned for the price of a reference count.
///
/// It lives as long as a handle to it, or a command that uses it.
///
/// ```
/// use dyno::{Bulkhead, Error};
///
/// let bulkhead = Bulkhead::builder("db").permits(1).build()?;
/// let stock = bulkhead.call(|| std::fs::read_to_string("/no/such/stock"));
/// assert!(stock.is_err());
///
/// let permit = bulkhead.try_acquire()?; // or by hand, for what is no single call
/// assert!(matches!(bulkhead.try_acquire(), Err(Error::Full(full)) if full.limit == 1));
/// drop(permit);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bulkhead {
    shared: Arc<Shared>,
}

impl Bulkhead {
    /// Begins a bulkhead of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> BulkheadBuilder {
        BulkheadBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living bulkhead of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("bulkhead", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Takes a permit if one is free and nobody waits for it. Never waits.
    ///
    /// # Errors
    ///
    /// [`Error::Full`].
    #[inline]
    pub fn try_acquire(&self) -> Result<BulkheadPermit<'_>, Error> {
        if !self.shared.enter_at_once() {
            self.shared.enter()?;
        }
        Ok(BulkheadPermit::new(&self.shared))
    }

    /// Takes a permit, and waits for one if it has to and the queue has room: first come first served, and no longer than
    /// `queue_timeout`. Cancel safe: dropping the future leaves the queue, and a permit that was just handed to it goes on to
    /// the next.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] when the queue is, [`Error::Timeout`] when `queue_timeout` is over, and [`Error::NoRuntime`] when there is
    /// no timer to tell.
    pub async fn acquire(&self) -> Result<BulkheadPermit<'_>, Error> {
        if !self.shared.enter_at_once() {
            self.shared.wait(self.shared.name()).await?;
        }
        Ok(BulkheadPermit::new(&self.shared))
    }

    /// Takes a permit as [`Bulkhead::acquire`] does, and blocks the thread while it waits. Not for async code.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] when the queue is, and [`Error::Timeout`] when `queue_timeout` is over.
    pub fn acquire_blocking(&self) -> Result<BulkheadPermit<'_>, Error> {
        if !self.shared.enter_at_once() {
            self.shared.wait_blocking(self.shared.name(), None)?;
        }
        Ok(BulkheadPermit::new(&self.shared))
    }

    /// Calls `work` with a permit, for which it may block the thread where there is a queue.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what [`Bulkhead::acquire_blocking`] does in its type.
    pub fn call<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let _permit = self.acquire_blocking()?;
        work()
    }

    /// Awaits `work` with a permit, for which it may have to wait where there is a queue. Cancel safe if `work` is: dropping the
    /// future gives the permit back.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what [`Bulkhead::acquire`] does in its type.
    pub async fn call_async<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let _permit = self.acquire().await?;
        work.await
    }

    /// Changes how many may be at work, and how many may wait. Nobody is interrupted: where there are fewer permits now, they
    /// go as they are given back, and whoever waits keeps waiting; where there are more, whoever waits is let in at once.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`].
    #[track_caller]
    pub fn resize(&self, permits: u32, queue: u32) -> Result<(), SettingsError> {
        self.configure(|settings| (settings.permits, settings.queue) = (permits, queue))
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> BulkheadSettings {
        self.shared.settings()
    }

    /// Changes settings while it runs, as a whole or not at all, as [`Bulkhead::resize`] does; whoever waits keeps the
    /// `queue_timeout` it began with. `edit` runs again on what the settings are then, when somebody else changed them
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut BulkheadSettings)) -> Result<(), SettingsError> {
        configure(&*self.shared, &Origin::configured(Location::caller()), edit)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> BulkheadSnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers how full it is.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

/// Finds a living bulkhead by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn bulkhead(name: &str) -> Result<Bulkhead, UnknownName> {
    Bulkhead::named(name)
}

impl From<Arc<Shared>> for Bulkhead {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}
