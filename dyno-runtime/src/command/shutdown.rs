//! The end of a program: what is under way comes to its end, and what does not is named.

use std::fmt;
use std::time::Duration;

use crate::clock::Clock;
use crate::command::site::Site;
use crate::command::task::refuse_async_code;
#[cfg(feature = "pool")]
use crate::pool::{Owner, Pool};
#[cfg(feature = "pool")]
use crate::registry::Registry;
use crate::sync::park;

/// How often it is looked whether all has ended.
const PACE: Duration = Duration::from_millis(2);

/// What had not ended when the time was up. Its `Display` is a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// Commands with calls in flight, and how many.
    pub commands: Vec<(String, u64)>,
    /// Pools with threads at work, and how many.
    pub pools: Vec<(String, u64)>,
}

/// Waits until no call of a command is in flight and all pools are at rest, in the registry in scope, for at most so long. From the
/// beginning on the pools that are there take no more jobs but those that others wait for; when the time is up, what still waits in their queues
/// fails with [`Error::Cancelled`](crate::Error::Cancelled). Whatever hands out work, such as a listener, is stopped before.
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
    while let Err(unfinished) = has_ended() {
        if until <= clock.now() {
            #[cfg(feature = "pool")]
            for pool in &pools {
                pool.engine().clear();
            }
            return Err(unfinished);
        }
        park(Some(PACE));
    }
    Ok(())
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
    if commands.is_empty() && pools.is_empty() { Ok(()) } else { Err(Unfinished { commands, pools }) }
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
        Ok(())
    }
}

impl std::error::Error for Unfinished {}
