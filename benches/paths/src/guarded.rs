//! The functions as a user of dyno writes them.

use dyno::{Dep, aspect, command, fuse, time, timed as timed_by};

use crate::work::{Down, falter, work, work_later};

/// What a guarded function fails with: its own error, or dyno's, as the README has it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The work failed.
    #[error("down")]
    Down,
    /// The work was not let through, or not to its end.
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

impl From<Down> for Fault {
    fn from(_: Down) -> Self {
        Self::Down
    }
}

/// Is measured and named, not guarded.
///
/// # Errors
///
/// Never, but that is not known before.
#[command]
pub fn bare(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Is measured and named, not guarded; of its own for the rows on metrics.
///
/// # Errors
///
/// Never, but that is not known before.
#[command]
pub fn measured(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Is measured and named, not guarded; of its own for the rows on what an attribute costs that has nothing to do.
///
/// # Errors
///
/// Never, but that is not known before.
#[command]
pub fn alone(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Who does the work, where that is a dependency.
pub trait Worker: Send + Sync {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Never, but that is not known before.
    fn work(&self, x: u64) -> Result<u64, Down>;
}

/// The one who does it.
#[derive(Debug)]
pub struct Bee;

impl Worker for Bee {
    fn work(&self, x: u64) -> Result<u64, Down> {
        work(x)
    }
}

/// Is measured and named, and has its work done by a dependency.
///
/// # Errors
///
/// Where nobody provides one.
#[command]
pub fn injected(x: u64, #[inject] worker: Dep<dyn Worker>) -> Result<u64, Fault> {
    Ok(worker.work(x)?)
}

/// Has a breaker that stays closed.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(breaker("closed"))]
pub fn closed(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a breaker that stays closed.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(breaker("closed, async"))]
pub async fn closed_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a breaker that is to be opened first.
///
/// # Errors
///
/// [`dyno::Error::Open`].
#[command(breaker("open", open_for = 24h, open_max = 24h))]
pub fn open(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a breaker that is to be opened first.
///
/// # Errors
///
/// [`dyno::Error::Open`].
#[command(breaker("open, async", open_for = 24h, open_max = 24h))]
pub async fn open_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Fails every second time and stays closed.
///
/// # Errors
///
/// [`Fault::Down`] every second time.
#[command(breaker("failing", failure_rate = 90%, consecutive = off))]
pub fn failing(x: u64) -> Result<u64, Fault> {
    Ok(falter(x)?)
}

/// Has a time limit.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(timeout = 10s)]
pub async fn timed(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a time limit, and needs it armed.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(timeout = 10s)]
pub async fn timed_later(x: u64) -> Result<u64, Fault> {
    Ok(work_later(x).await?)
}

/// Has a time limit and a breaker.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(timeout = 10s, breaker("timed"))]
pub async fn timed_and_broken(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a time limit, which has to be armed, and a breaker.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(timeout = 10s, breaker("timed, later"))]
pub async fn timed_and_broken_later(x: u64) -> Result<u64, Fault> {
    Ok(work_later(x).await?)
}

/// Runs on another thread.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(pool("pooled", threads = 2))]
pub fn pooled(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Runs on another thread; of its own, so that one pool is not warmed by the other's calls.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(pool("tasks", threads = 2))]
pub fn pooled_task(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Runs on one other thread, with room for many that wait.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(pool("pipelined", threads = 1, queue = 128))]
pub fn pipelined(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a bulkhead that is never full.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(bulkhead("permitted", permits = 64))]
pub fn permitted(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a rate limit that is never reached.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(rate_limit("limited", 1_000_000_000 / 1s, burst = 1_000_000_000))]
pub fn limited(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Keeps what it returns, by one of 64 keys.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(cache(ttl = 24h, key = x % 64))]
pub fn kept(x: u64) -> Result<u64, Fault> {
    Ok(work(x % 64)?)
}

/// Has all there is: a time limit, a breaker, a bulkhead and a fallback.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(retry = 3, timeout = 10s, breaker("stack"), bulkhead("stack", permits = 64), fallback = last_known)]
pub async fn stack(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

#[allow(clippy::unused_async)]
async fn last_known(_x: u64) -> Result<u64, Fault> {
    Ok(0)
}

/// Is attempted again when it fails, which it does not.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(retry = 3)]
pub fn retried(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Is attempted again when it fails, which it does not.
///
/// # Errors
///
/// Never, but that is not known before.
#[command(retry = 3)]
pub async fn retried_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Is measured and named, not guarded.
///
/// # Errors
///
/// [`Down`], for [`crate::work::NEVER`].
#[command]
pub async fn measured_async(x: u64) -> Result<u64, Down> {
    work(x)
}

/// Is measured and named, not guarded, and has room for dyno's errors.
///
/// # Errors
///
/// Never, but that is not known before.
#[command]
pub async fn roomy_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has an aspect without a filter, and room for dyno's errors.
///
/// # Errors
///
/// Never, but that is not known before.
#[aspect("roomy, async")]
pub async fn roomy_filtered_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has an aspect without a filter.
///
/// # Errors
///
/// Never, but that is not known before.
#[aspect("filtered")]
pub fn filtered(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has an aspect without a filter.
///
/// # Errors
///
/// [`Down`], for [`crate::work::NEVER`].
#[aspect("filtered, async")]
pub async fn filtered_async(x: u64) -> Result<u64, Down> {
    work(x)
}

/// Has a fuse that nobody has blown.
///
/// # Errors
///
/// Never, but that is not known before.
#[fuse("fused")]
pub fn fused(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Has a fuse that nobody has blown.
///
/// # Errors
///
/// Never, but that is not known before.
#[fuse("fused, async")]
pub async fn fused_async(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Would be an interval of a timer, which is not there.
///
/// # Errors
///
/// Never, but that is not known before.
#[timed_by]
pub fn told(x: u64) -> Result<u64, Fault> {
    Ok(work(x)?)
}

/// Would be an interval of a timer, which is not there.
///
/// # Errors
///
/// [`Down`], for [`crate::work::NEVER`].
#[timed_by]
pub async fn told_async(x: u64) -> Result<u64, Down> {
    work(x)
}

/// Has a block that would be an interval of a timer, which is not there.
///
/// # Errors
///
/// Never, but that is not known before.
pub fn blocks(x: u64) -> Result<u64, Fault> {
    time!("work", { Ok(work(x)?) })
}
