//! The end of a program: what is under way comes to its end, and what does not is named.

use std::fmt;
use std::time::Duration;

#[cfg(feature = "inject")]
use tokio::runtime::{Builder, Handle};

use crate::clock::Clock;
use crate::command::site::Site;
use crate::command::task::refuse_async_code;
#[cfg(feature = "inject")]
use crate::inject::NotStopped;
#[cfg(feature = "pool")]
use crate::pool::{Owner, Pool};
#[cfg(any(feature = "inject", feature = "pool"))]
use crate::registry::Registry;
use crate::sync::park;

/// How often it is looked whether all has ended.
const PACE: Duration = Duration::from_millis(2);

/// What services have to be closed in, however late it is.
#[cfg(feature = "inject")]
const LEAST: Duration = Duration::from_secs(1);

/// What had not ended when the time was up. Its `Display` is a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// Commands with calls in flight, and how many.
    pub commands: Vec<(String, u64)>,
    /// Pools with threads at work, and how many.
    pub pools: Vec<(String, u64)>,
    /// Services that were not closed, with what was said instead.
    pub services: Vec<(String, String)>,
}

/// Waits until no call of a command is in flight and all pools are at rest, in the registry in scope, for at most so long. From the
/// beginning on the pools that are there take no more jobs but those that others wait for; when the time is up, what still waits in their queues
/// fails with [`Error::Cancelled`](crate::Error::Cancelled). Whatever hands out work, such as a listener, is stopped before. In the end
/// what was built is closed, the last first, as by [`Registry::shutdown`](crate::Registry::shutdown), for a second at least.
///
/// It blocks the thread: async code calls it by `tokio::task::spawn_blocking(|| dyno::shutdown(limit)).await`.
///
/// ```
/// use std::time::Duration;
/// use dyno::{Error, command};
///
/// #[command(pool)]
/// fn stock() -> Result<u32, Error> {
///     Ok(7)
/// }
///
/// let task = stock::command().submit();
/// dyno::shutdown(Duration::from_secs(10))?;
/// assert!(task.is_completed());
/// assert!(matches!(stock(), Err(Error::Cancelled { .. })));
/// # Ok::<(), dyno::Unfinished>(())
/// ```
///
/// # Errors
///
/// [`Unfinished`] names what had not ended in time.
///
/// # Panics
///
/// In async code, whose thread must not be blocked.
pub fn shutdown(limit: Duration) -> Result<(), Unfinished> {
    refuse_async_code();
    #[cfg(feature = "pool")]
    let pools = pools();
    #[cfg(feature = "pool")]
    for pool in &pools {
        pool.engine().close();
    }
    let clock = Clock::default();
    let until = clock.now().after(limit);
    let unfinished = loop {
        match has_ended() {
            Err(_) if clock.now() < until => park(Some(PACE)),
            Err(unfinished) => {
                #[cfg(feature = "pool")]
                for pool in &pools {
                    pool.engine().clear();
                }
                break unfinished;
            }
            Ok(()) => break Unfinished::default(),
        }
    };
    #[cfg(feature = "inject")]
    let unfinished = Unfinished { services: close(until.since(clock.now()).max(LEAST)), ..unfinished };
    if unfinished == Unfinished::default() { Ok(()) } else { Err(unfinished) }
}

/// Closes what was built, by the runtime on whose thread this is, or one of its own.
#[cfg(feature = "inject")]
fn close(limit: Duration) -> Vec<(String, String)> {
    let registry = Registry::current();
    let closing = registry.shutdown(limit);
    let closed = match Handle::try_current() {
        Ok(runtime) => runtime.block_on(closing),
        Err(_) => match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(closing),
            Err(error) => return vec![("runtime".to_owned(), error.to_string())],
        },
    };
    let Err(NotStopped { errors, unfinished }) = closed else { return Vec::new() };
    let failed = errors.into_iter().map(|(name, message)| (name.to_string(), message));
    let late = unfinished.into_iter().map(|name| (name.to_string(), "the time was up".to_owned()));
    failed.chain(late).collect()
}

fn has_ended() -> Result<(), Unfinished> {
    let states = Site::states();
    let in_flight = states.iter().map(|state| (state.name().to_string(), state.metrics().in_flight()));
    let commands: Vec<_> = in_flight.filter(|(_, in_flight)| *in_flight > 0).collect();
    #[cfg(feature = "pool")]
    let pools = pools().into_iter().map(|pool| pool.snapshot()).filter(|pool| pool.active + pool.queued > 0);
    #[cfg(feature = "pool")]
    let pools: Vec<_> = pools.map(|pool| (pool.name, u64::from(pool.active + pool.queued))).collect();
    #[cfg(not(feature = "pool"))]
    let pools = Vec::new();
    let services = Vec::new();
    if commands.is_empty() && pools.is_empty() { Ok(()) } else { Err(Unfinished { commands, pools, services }) }
}

#[cfg(feature = "pool")]
fn pools() -> Vec<Pool> {
    Registry::current().all::<Owner>().into_iter().map(|(_, pool)| pool.into()).collect()
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not all has ended in time:")?;
        let mut separator = "";
        for (name, calls) in &self.commands {
            write!(f, "{separator} {calls} calls of {name}")?;
            separator = ",";
        }
        for (name, jobs) in &self.pools {
            write!(f, "{separator} {jobs} jobs of pool {name}")?;
            separator = ",";
        }
        for (name, message) in &self.services {
            write!(f, "{separator} service {name}, which could not be closed: {message}")?;
            separator = ",";
        }
        Ok(())
    }
}

impl std::error::Error for Unfinished {}
