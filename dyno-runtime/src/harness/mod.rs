//! The harness. Why: an error that somebody above handles is gone, and with it the news that a cache or a connection fails now and then. A
//! harness pulls errors and panics out, to the log and to counters, and passes them on untouched.
//!
//! What goes well passes without a look at anything. `state` is what is counted, kept and logged, `kind` what an error is called, `words` what it
//! says.

mod kind;
mod shared;
mod snapshot;
mod state;
mod words;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use self::kind::kind;
#[cfg(feature = "command")]
pub(crate) use self::kind::kind as kind_of;
#[cfg(feature = "command")]
pub(crate) use self::kind::short;
#[cfg(feature = "command")]
pub use self::shared::Pulled;
pub(crate) use self::shared::Shared;
#[cfg(feature = "command")]
pub(crate) use self::shared::watch;
pub use self::snapshot::{HarnessSnapshot, PulledError};
use self::words::said;
#[cfg(feature = "command")]
pub(crate) use self::words::said as said_of;
use crate::error::UnknownName;
use crate::registry::{Declared, Registry};

/// Pulls errors and panics out of what runs inside, and passes them on untouched: shared by name, cloned for the price of a reference count.
///
/// Each is counted by its kind and told to `tracing`: errors as warnings, panics as errors. Of each at most ten are logged in any second, with the number
/// of those that were not since the one before: after a storm that is told with the next one, and the counts of the snapshot know it at once. The
/// last 20 errors and the last 20 panics are kept, and of what each said 4,000 characters. It lives as long as a handle to it, or a command that uses it.
///
/// ```
/// use dyno::Harness;
///
/// let harness = Harness::new("greeting");
/// let greeting = harness.call(|| std::fs::read_to_string("/no/such/greeting")).unwrap_or_default();
/// assert_eq!(greeting, "");
/// assert_eq!(harness.snapshot().errors["NotFound"], 1);
/// ```
///
/// # Kinds
///
/// A kind is the name of the error's variant, as its `Debug` begins, or of its type; of an `io::Error` it is its `ErrorKind`. What an error says may be
/// what a user wrote, and so may its `Debug`, as that of an `anyhow::Error` is: [`Harness::redacted`] keeps both out of the log and the snapshot, and
/// counts by the types of errors alone, by the `ErrorKind`, and by the variants of dyno's own [`Error`](crate::Error).
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

    /// Keeps to itself what errors and panics say that pass through this handle, and which variants they are.
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
        let pulled = shared::Pulled::new(kind(error, self.is_open), || self.is_open.then(|| said(error)));
        self.shared.pull(pulled);
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
