//! The thread pool. Why: a call that blocks cannot be ended from outside; on a thread of its own its caller can walk away, and
//! however many of them hang, they hang in their pool, and no caller of anything else waits for them.
//!
//! `state` decides which thread gets which job; an `engine` has it under its lock and starts threads, which are `worker`s and
//! rest on a `seat`, awake at first if `lingering` has proved worth while. A `job` is waited for by its `JobHandle`.

mod builder;
mod engine;
mod here;
mod job;
mod lingering;
mod seat;
mod settings;
mod snapshot;
mod state;
mod thread;
#[cfg(any(feature = "command", dyno_loom))]
mod turn;
mod worker;

use std::panic::Location;
use std::sync::Arc;

pub use self::builder::PoolBuilder;
pub(crate) use self::engine::Engine;
pub use self::here::cancelled;
#[cfg(feature = "command")]
pub(crate) use self::here::release;
#[cfg(not(feature = "command"))]
pub(crate) use self::job::JobHandle;
#[cfg(feature = "command")]
pub(crate) use self::job::{JobHandle, Letter, detached};
pub use self::settings::PoolSettings;
pub use self::snapshot::{PoolSnapshot, PoolTotals};
#[cfg(feature = "command")]
pub(crate) use self::turn::Turn;
use crate::error::{Error, SettingsError, Timeout, UnknownName};
use crate::registry::Registry;
use crate::settings::{Follow, Layer, Layers, Live, Origin, configure};

/// A pool of threads with a queue: shared by name, cloned for the price of a reference count.
///
/// Threads are started when there is something to do and none rests, and a job waits only when there are as many as there may be.
/// When the queue is full too, it is rejected with [`Error::Full`]. What a job calls a pool for which it came through is run
/// on the spot, so that it cannot wait for itself; two pools that call each other both ways can wait for one another, until a time
/// limit ends it. A panic ends its job alone, with [`Error::Panicked`].
///
/// A thread without a job stays awake for up to 100 µs where the next one came in time after the last, for to wake a processor that has gone to sleep
/// takes longer than most jobs take to come. One thread of all pools does so at most, and yields meanwhile.
///
/// It lives as long as a handle to it, or a command that uses it; what it was given by then is done.
///
/// ```
/// use dyno::{Error, Pool};
///
/// let pool = Pool::builder("files").threads(4).queue(100).build()?;
/// let read = pool.call(|| -> Result<usize, Error> { Ok("stock".len()) });
/// assert_eq!(read.unwrap(), 5);
///
/// dyno::pool("files")?.resize(8, 20)?; // from everywhere, while it runs
/// assert_eq!(pool.snapshot().settings.threads, 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pool {
    owner: Arc<Owner>,
}

/// What all handles share. When the last is gone the threads go home.
#[derive(Debug)]
pub(crate) struct Owner {
    engine: Arc<Engine>,
}

impl Pool {
    /// Begins a pool of that name. All settings have defaults.
    #[track_caller]
    pub fn builder(name: impl Into<Arc<str>>) -> PoolBuilder {
        PoolBuilder::new(name.into(), Origin::builder(Location::caller()))
    }

    /// Finds a living pool of that name in the registry in scope.
    pub(crate) fn named(name: &str) -> Result<Self, UnknownName> {
        let registry = Registry::current();
        registry.find::<Owner>(name).map(Self::from).ok_or_else(|| {
            let known = registry.all::<Owner>().into_iter().map(|(name, _)| name.to_string());
            UnknownName::new("pool", name, known.collect())
        })
    }

    /// Names it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.engine().name()
    }

    /// Runs `work` on one of the threads, and blocks this one until it has ended. `tracing` spans, registries and time limits in scope
    /// here are not in scope there; commands take them along.
    ///
    /// # Errors
    ///
    /// What `work` returns; in its type [`Error::Full`], [`Error::Timeout`] when `queue_timeout` was over before a thread was free,
    /// [`Error::Panicked`], [`Error::NoThread`], and [`Error::Cancelled`] after a shutdown.
    pub fn call<T, E>(&self, work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (engine, name) = (self.engine(), self.engine().name().clone());
        let clock = engine.clock();
        let (limit, began) = (engine.queue_timeout(), clock.now());
        let until = limit.map(|limit| began.after(limit));
        let job = JobHandle::begin(engine, name.clone(), work)?;
        let left = || until.filter(|_| job.is_waiting()).map(|until| until.since(clock.now()));
        while !job.block(left) {
            if job.is_waiting() {
                let elapsed = clock.now().since(began);
                let name = format!("the queue of pool `{name}`").into();
                return Err(Error::from(Timeout { name, limit: limit.unwrap_or_default(), elapsed }).into());
            }
        }
        job.take()?
    }

    /// Reads the settings.
    #[must_use]
    pub fn settings(&self) -> PoolSettings {
        self.engine().settings()
    }

    /// Sets how many threads there are at most, and how many jobs wait for one, while it runs. With more of them, what waits is begun at
    /// once; with fewer, threads end as they finish, nobody is blocked, and what is in the queue stays there.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`].
    #[track_caller]
    pub fn resize(&self, threads: u32, queue: u32) -> Result<(), SettingsError> {
        self.configure(|settings| (settings.threads, settings.queue) = (threads, queue))
    }

    /// Changes settings while it runs, as a whole or not at all, as [`Pool::resize`] does. `edit` runs again on what the settings are
    /// then, when somebody else changed them meanwhile.
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`], and [`SettingsError::Recursive`] where `edit` itself changes them anew each time.
    #[track_caller]
    pub fn configure(&self, edit: impl FnMut(&mut PoolSettings)) -> Result<(), SettingsError> {
        configure(&*self.owner, &Origin::configured(Location::caller()), edit)
    }

    /// Copies everything there is to see.
    #[must_use]
    pub fn snapshot(&self) -> PoolSnapshot {
        self.engine().snapshot()
    }

    #[cfg(feature = "command")]
    pub(crate) fn owner(&self) -> &Arc<Owner> {
        &self.owner
    }

    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.owner.engine
    }
}

/// Finds a living pool by name in the registry in scope.
///
/// # Errors
///
/// [`UnknownName`] with the nearest name.
#[cfg(not(feature = "command"))]
pub fn pool(name: &str) -> Result<Pool, UnknownName> {
    Pool::named(name)
}

impl From<Arc<Owner>> for Pool {
    fn from(owner: Arc<Owner>) -> Self {
        Self { owner }
    }
}

impl Live for Owner {
    type Settings = PoolSettings;

    fn name(&self) -> &Arc<str> {
        self.engine.name()
    }

    fn settings(&self) -> PoolSettings {
        self.engine.settings()
    }

    fn layers<R>(&self, look: impl FnOnce(&Layers<PoolSettings>) -> R) -> R {
        self.engine.layers(look)
    }

    fn take_over<'a>(&'a self, before: &PoolSettings, after: &PoolSettings, layer: Layer<'_>) -> Option<Follow<'a>> {
        self.engine.take_over(before, after, layer)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.engine.close();
    }
}
