//! The rate limit. Why: a service that takes so many calls in a second answers more of them with an error, a bill or a ban; a rate limit
//! spreads them, and tells the others to the nanosecond when to come again.
//!
//! A turn is one exchange of one word, whatever the limit is; `state` is the algorithm. Who waits has its turn from the beginning, so
//! that nobody overtakes, and no queue is kept.

mod bucket;
mod builder;
mod key;
mod keys;
mod rate;
mod settings;
mod shared;
mod snapshot;
mod state;
#[cfg(all(test, dyno_loom))]
mod tests;
mod turn;

use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

pub use self::builder::RateLimitBuilder;
#[cfg(feature = "command")]
pub(crate) use self::key::Kept;
pub use self::key::Key;
#[cfg(feature = "command")]
pub use self::key::key;
pub(crate) use self::key::{Asked, By};
pub use self::rate::Rate;
pub use self::settings::RateLimitSettings;
pub(crate) use self::shared::Shared;
pub use self::snapshot::RateLimitSnapshot;
#[cfg(feature = "command")]
pub(crate) use self::turn::{Taken, Waiting};
#[cfg(feature = "command")]
use crate::clock::Deadline;
use crate::error::{Error, SettingsError, UnknownName};
#[cfg(feature = "command")]
use crate::left::Budget;
use crate::registry::Registry;
use crate::settings::{Live as _, Origin, configure};

/// A rate limit: shared by name, cloned for the price of a reference count.
///
/// It is a token bucket: it lets a burst through at once, and then as many as come in by and by. Whoever comes too early is turned away and
/// told when to come again, or waits for its turn if that comes within [`wait`](RateLimitSettings::wait).
///
/// It lives as long as a handle to it, or a command that uses it.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Error, RateLimit};
///
/// let mails = RateLimit::builder("mail").limit(100, Duration::from_secs(60)).burst(1).build()?;
/// mails.call(|| Ok::<_, Error>("sent"))?;
/// let Err(Error::RateLimited(limited)) = mails.try_acquire() else { panic!("too early") };
/// assert!(limited.retry_after <= Duration::from_millis(600));
///
/// mails.try_acquire_by("acme")?; // a bucket for each key, as many as 10,000
/// mails.try_acquire_by("beta")?;
/// assert!(mails.try_acquire_by("acme").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Keys
///
/// Each key has a bucket of its own, which is full at first; calls without a key share one. The last 10,000 keys have one: when another comes,
/// those leave whose buckets are full again, because that is what they would find anyway. When there are none of those the 128 leave that
/// were not asked for the longest; what they owed is forgotten.
#[derive(Clone, Debug)]
pub struct RateLimit {
    shared: Arc<Shared>,
}

impl RateLimit {
    /// Begins a rate limit of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> RateLimitBuilder {
        RateLimitBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living rate limit of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Shared>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("rate limit", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.name()
    }

    /// Passes if it is its turn. Never waits.
    ///
    /// # Errors
    ///
    /// [`Error::RateLimited`].
    #[inline]
    pub fn try_acquire(&self) -> Result<(), Error> {
        self.shared.take_at_once(None).map(drop)
    }

    /// Passes as [`RateLimit::try_acquire`] does, by the bucket of a key.
    ///
    /// # Errors
    ///
    /// [`Error::RateLimited`].
    pub fn try_acquire_by<K: Key + ?Sized>(&self, key: &K) -> Result<(), Error> {
        self.shared.take_at_once(Some(&By(key))).map(drop)
    }

    /// Passes when it is its turn, for which it waits if that comes within `wait`, and within what is left of the time of the commands that
    /// this is inside of: first come first served. Cancel safe: dropping the future gives the turn back if nobody has come after it;
    /// otherwise that turn is lost, because the others have theirs by then.
    ///
    /// # Errors
    ///
    /// [`Error::RateLimited`], at once, when its turn comes later, and [`Error::NoRuntime`] when there is no timer to tell.
    pub async fn acquire(&self) -> Result<(), Error> {
        let taken = self.shared.take_in_time(None, self.left())?;
        self.shared.wait(taken).await
    }

    /// Passes as [`RateLimit::acquire`] does, by the bucket of a key. Cancel safe as that is.
    ///
    /// # Errors
    ///
    /// Those of [`RateLimit::acquire`].
    pub async fn acquire_by<K: Key + ?Sized>(&self, key: &K) -> Result<(), Error> {
        let taken = self.shared.take_in_time(Some(&By(key)), self.left())?;
        self.shared.wait(taken).await
    }

    /// Passes as [`RateLimit::acquire`] does, and blocks the thread while it waits. Not for async code.
    ///
    /// # Errors
    ///
    /// [`Error::RateLimited`], at once, when its turn comes later than `wait`, or what is left of the commands' time, allows.
    pub fn acquire_blocking(&self) -> Result<(), Error> {
        self.block(None)
    }

    /// Passes as [`RateLimit::acquire_blocking`] does, by the bucket of a key.
    ///
    /// # Errors
    ///
    /// Those of [`RateLimit::acquire_blocking`].
    pub fn acquire_blocking_by<K: Key + ?Sized>(&self, key: &K) -> Result<(), Error> {
        self.block(Some(&By(key)))
    }

    /// Calls `work` when it is its turn, for which it may block the thread where `wait` allows that.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what [`RateLimit::acquire_blocking`] does in its type.
    pub fn call<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.acquire_blocking()?;
        work()
    }

    /// Calls `work` as [`RateLimit::call`] does, by the bucket of a key.
    ///
    /// # Errors
    ///
    /// Those of [`RateLimit::call`].
    pub fn call_by<T, E, K>(&self, key: &K, work: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
        K: Key + ?Sized,
    {
        self.acquire_blocking_by(key)?;
        work()
    }

    /// Awaits `work` when it is its turn, for which it may have to wait where `wait` allows that. Cancel safe if `work` is.
    ///
    /// # Errors
    ///
    /// What `work` returns, or what [`RateLimit::acquire`] does in its type.
    pub async fn call_async<T, E: From<Error>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.acquire().await?;
        work.await
    }

    /// Awaits `work` as [`RateLimit::call_async`] does, by the bucket of a key. Cancel safe if `work` is.
    ///
    /// # Errors
    ///
    /// Those of [`RateLimit::call_async`].
    pub async fn call_async_by<T, E, K>(&self, key: &K, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        E: From<Error>,
        K: Key + ?Sized,
    {
        self.acquire_by(key).await?;
        work.await
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> RateLimitSettings {
        self.shared.settings()
    }

    /// Changes settings while it runs, as a whole or not at all. What was taken stays taken, in every bucket, as far as the new burst
    /// lets anybody owe so much; whoever waits keeps its turn. `edit` runs again on what the settings are then, when somebody else changed
    /// them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut RateLimitSettings)) -> Result<(), SettingsError> {
        configure(&*self.shared, &Origin::configured(Location::caller()), edit)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> RateLimitSnapshot {
        self.shared.snapshot()
    }

    /// Says in words and numbers who may pass.
    #[must_use]
    pub fn why(&self) -> String {
        self.snapshot().why()
    }

    #[cfg(feature = "command")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    fn block(&self, key: Option<&dyn Asked>) -> Result<(), Error> {
        let taken = self.shared.take_in_time(key, self.left())?;
        if !taken.delay().is_zero() {
            self.shared.wait_blocking(taken);
        }
        Ok(())
    }

    /// What is left of the time of the commands that this is inside of, if anybody may wait. Where none of them has waited yet, it is as if
    /// they had since now.
    #[cfg(feature = "command")]
    fn left(&self) -> Option<Duration> {
        let now = self.shared.may_wait().then(Deadline::now)?;
        Budget::current().started(now).map(|left| left.deadline.since(now))
    }

    #[cfg(not(feature = "command"))]
    #[expect(clippy::unused_self, reason = "there are no commands")]
    fn left(&self) -> Option<Duration> {
        None
    }
}

/// Finds a living rate limit by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn rate_limit(name: &str) -> Result<RateLimit, UnknownName> {
    RateLimit::named(name)
}

impl From<Arc<Shared>> for RateLimit {
    fn from(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}
