//! The harness. Why: an error that somebody above handles is gone, and with it the news that a cache or a connection fails now and then. A
//! harness pulls errors and panics out, to the log and to counters, and passes them on untouched.
//!
//! What goes well passes without a look at anything. `state` is what is counted, kept and logged, `kind` what an error is called.

mod kind;
mod shared;
mod snapshot;
mod state;

use std::any::type_name;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use self::kind::kind;
#[cfg(feature = "command")]
pub(crate) use self::kind::kind as kind_of;
pub(crate) use self::kind::short;
#[cfg(feature = "command")]
pub use self::shared::Pulled;
#[cfg(feature = "command")]
pub(crate) use self::shared::watch;
pub(crate) use self::shared::{Shared, asked};
pub use self::snapshot::{HarnessSnapshot, PulledError};
use crate::error::UnknownName;
use crate::registry::{Declared, Registry};

/// Pulls errors and panics out of what runs inside, and passes them on untouched: shared by name, cloned for the price of a reference count.
///
/// Each is counted by its kind and told to `tracing`, at most ten a second: errors as warnings, panics as errors, with the number of those that were not
/// logged since the one before. The last 20 are kept. It lives as long as a handle to it, or a command that uses it.
///
/// ```
/// use dyno::Harness;
///
/// let harness = Harness::new("greeting");
/// let greeting = harness.call(|| std::fs::read_to_string("/no/such/greeting")).unwrap_or_default();
/// assert_eq!(greeting, "");
/// assert_eq!(harness.snapshot().errors["Os"], 1);
/// ```
///
/// # Kinds
///
/// A kind is the name of the error's variant, as its `Debug` begins, or of its type. What an error says may be what a user wrote: [`Harness::redacted`] keeps that out of
/// the log and the snapshot, and counts kinds alone.
#[derive(Clone, Debug)]
pub struct Harness {
    shared: Arc<Shared>,
    is_open: bool,
}

impl Harness {
    /// Shares the harness of this name in the registry in scope, or makes it.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self::new_in(&name.into(), &Registry::current())
    }

    pub(crate) fn new_in(name: &Arc<str>, registry: &Registry) -> Self {
        let make = || Shared::new(name.clone(), registry.clock().clone());
        let (Declared::Now(shared) | Declared::Before(shared)) = registry.declare(name, make);
        Self::from(shared)
    }

    /// Finds a living harness of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("harness", name, known.collect())
        })
    }

    /// Keeps to itself what errors and panics say that pass through this handle.
    #[must_use]
    pub fn redacted(self) -> Self {
        Self { is_open: false, ..self }
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Calls `work`, and pulls out its error or panic.
    ///
    /// # Errors
    ///
    /// What `work` returns.
    pub fn call<T, E: fmt::Debug + fmt::Display>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let returned = self.watch(work);
        returned.inspect_err(|error| self.pull(error))
    }

    /// Awaits `work`, and pulls out its error or panic. Cancel safe if `work` is.
    ///
    /// # Errors
    ///
    /// What `work` returns.
    pub async fn call_async<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        E: fmt::Debug + fmt::Display,
    {
        let mut work = pin!(work);
        let returned = poll_fn(|cx| self.watch(|| work.as_mut().poll(cx))).await;
        returned.inspect_err(|error| self.pull(error))
    }

    /// Pulls out an error by hand.
    pub fn pull<E: fmt::Debug + fmt::Display + ?Sized>(&self, error: &E) {
        let kind = asked(|| kind(error)).unwrap_or_else(|| short(type_name::<E>()));
        let text = asked(|| self.is_open.then(|| error.to_string())).flatten();
        self.shared.pull(shared::Pulled::new(kind, text));
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> HarnessSnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers what passed.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    fn watch<R>(&self, work: impl FnOnce() -> R) -> R {
        shared::watch(work, || Some(self.shared.clone()), self.is_open)
    }
}

/// Finds a living harness by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn harness(name: &str) -> Result<Harness, UnknownName> {
    Harness::named(name)
}

impl From<Arc<Shared>> for Harness {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared, is_open: true }
    }
}
