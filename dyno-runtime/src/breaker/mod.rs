//! The circuit breaker. Why: a service that is down should not be called, neither for its own sake nor for its caller's;
//! a breaker sees that it fails, answers at once in its stead, and lets a few probes through until it is well again.
//!
//! The healthy path is one load and one counted success. All else is decided by the pure machine in `state`, under a lock
//! that no user code is called under.

mod builder;
#[cfg(feature = "command")]
mod commanded;
#[cfg(feature = "command")]
mod dry;
mod hand;
mod lanes;
mod live;
mod memory;
mod permit;
mod probes;
mod reading;
mod recent;
mod report;
mod rule;
mod settings;
mod shared;
mod snapshot;
mod state;
#[cfg(feature = "command")]
mod steered;
mod verdict;
mod word;

use std::future::{Future, poll_fn};
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

pub use self::builder::BreakerBuilder;
#[cfg(feature = "command")]
pub(crate) use self::commanded::Healthy;
pub use self::permit::Permit;
#[cfg(feature = "command")]
pub(crate) use self::report::Admission;
pub use self::settings::{BreakerSettings, Window};
pub(crate) use self::shared::Shared;
pub use self::snapshot::BreakerSnapshot;
#[cfg(feature = "command")]
pub(crate) use self::steered::Before;
use crate::breaker::state::State;
use crate::clock::Moment;
use crate::error::{Error, IllegalTransition, SettingsError, UnknownName};
use crate::outcome::{BreakerState, on_unwind};
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A circuit breaker: shared by name, cloned for the price of a reference count.
///
/// It lives as long as a handle to it, or a command that uses it.
///
/// ```
/// use std::time::Duration;
/// use dyno::Breaker;
///
/// let breaker = Breaker::builder("inventory").failure_rate(0.5).open_for(Duration::from_secs(2)).build()?;
/// let stock = breaker.call(|| std::fs::read_to_string("/no/such/stock"));
/// assert!(stock.is_err());
///
/// let permit = breaker.admit()?; // or by hand, for what is no single call
/// permit.success();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Breaker {
    shared: Arc<Shared>,
}

impl Breaker {
    /// Begins a breaker of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> BreakerBuilder {
        BreakerBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living breaker of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("breaker", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Admits or rejects one attempt, whose end the permit reports. A permit that is dropped reports nothing and gives its
    /// place back.
    ///
    /// # Errors
    ///
    /// [`Error::Open`] when the breaker is open or all its probes are out.
    pub fn admit(&self) -> Result<Permit<'_>, Error> {
        if let Some(admission) = self.shared.enter_at_once() {
            return Ok(Permit::new(&self.shared, admission, None));
        }
        let mut started = None;
        let admission = self.shared.enter(self.shared.clock(), || *started.insert(self.shared.now()), None)?;
        let timed = started.filter(|_| self.shared.times_calls());
        Ok(Permit::new(&self.shared, admission, timed))
    }

    /// Calls `work` if it is admitted. `Err` and a panic are failures.
    ///
    /// # Errors
    ///
    /// What `work` returns, or [`Error::Open`] in its type.
    pub fn call<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut permit = self.admit()?;
        let result = on_unwind(work, || permit.end(false));
        permit.end(result.is_ok());
        result
    }

    /// Awaits `work` if it is admitted. `Err` and a panic are failures. Cancel safe: dropping the future reports nothing
    /// and gives the place back. So a time limit belongs inside of `work`, where running out of it is an `Err`: outside, it
    /// drops the future, and a service that hangs never opens the breaker.
    ///
    /// # Errors
    ///
    /// What `work` returns, or [`Error::Open`] in its type.
    pub async fn call_async<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut permit = self.admit()?;
        let mut work = pin!(work);
        let result = poll_fn(|cx| on_unwind(|| work.as_mut().poll(cx), || permit.end(false))).await;
        permit.end(result.is_ok());
        result
    }

    /// Reads the state. An open breaker whose wait is over stays open until a call comes.
    #[must_use]
    pub fn state(&self) -> BreakerState {
        self.snapshot().state
    }

    /// Opens it as if a threshold had been reached; it recovers by itself. Nothing happens when it is open.
    ///
    /// # Errors
    ///
    /// [`IllegalTransition`] when its state was forced by hand: [`Breaker::reset`] it first.
    pub fn trip(&self) -> Result<(), IllegalTransition> {
        let tripped = self.by_hand(State::trip);
        tripped.map_err(|state| IllegalTransition::new(self.shared.name(), state, "tripped"))
    }

    /// Closes it with a fresh window, whatever its state, and forgets failed recoveries.
    pub fn reset(&self) {
        self.by_hand(State::reset);
    }

    /// Rejects everything, for the time given or (`None`) until [`Breaker::reset`]. The first call after that time closes it,
    /// with a fresh window; until one comes it is still shown as forced.
    pub fn force_open(&self, reason: impl Into<Arc<str>>, for_time: impl Into<Option<Duration>>) {
        let (reason, time) = (reason.into(), for_time.into());
        self.by_hand(|state, now| {
            state.force_open(now, &reason, time.map_or(Moment::NEVER, |time| now.after(time)));
        });
    }

    /// Admits everything and records nothing, until [`Breaker::reset`].
    pub fn disable(&self) {
        self.by_hand(State::disable);
    }

    /// Admits everything and records it, but never trips, until [`Breaker::reset`].
    pub fn metrics_only(&self) {
        self.by_hand(State::metrics_only);
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> BreakerSettings {
        self.shared.settings()
    }

    /// Changes settings while it runs, as a whole or not at all; windows, probes and waits go on. `edit` runs again on what
    /// the settings are then, when somebody else changed them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut BreakerSettings)) -> Result<(), SettingsError> {
        configure(&*self.shared, &Origin::configured(Location::caller()), edit)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> BreakerSnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers why it is in its state.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    fn by_hand<R>(&self, work: impl FnOnce(&mut State, Moment) -> R) -> R {
        let now = self.shared.now();
        let result = self.shared.with(now, |state| work(state, now));
        self.shared.hand().is_overtaken();
        result
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

/// Finds a living breaker by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn breaker(name: &str) -> Result<Breaker, UnknownName> {
    Breaker::named(name)
}

impl From<Arc<Shared>> for Breaker {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}
