//! What is left of the callers' time, for those who have it from elsewhere or hand it on.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::Duration;

use crate::clock::{Deadline, Limit};
use crate::left::{Budget, Left, earliest};

/// Tells how much time is left of that of the commands which this runs inside of, on this thread; `None` where they have no limit. A task that was
/// submitted may outlive its caller, and has its own time only.
/// Whoever calls another process hands it on: [`write_grpc_timeout`](crate::write_grpc_timeout),
/// [`write_timeout_millis`](crate::write_timeout_millis).
///
/// ```
/// # use std::time::Duration;
/// #[dyno::timeout(2s)]
/// async fn stock() -> Result<String, dyno::Error> {
///     let left = dyno::remaining().unwrap_or(Duration::MAX);
///     Ok(format!("grpc-timeout: {}", dyno::write_grpc_timeout(left)))
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// assert_eq!(stock().await.unwrap(), "grpc-timeout: 2000000u");
/// assert_eq!(dyno::remaining(), None);
/// # }
/// ```
#[must_use]
pub fn remaining() -> Option<Duration> {
    Budget::current().remaining()
}

/// Awaits work for which a caller in another process waits no longer than `left`, from now on: commands inside of it have at most
/// what is left of that, and begin no attempt when nothing is. It ends nothing else. Cancel safe if the work is.
///
/// ```
/// #[dyno::timeout(2s)]
/// async fn stock() -> Result<u32, dyno::Error> {
///     std::future::pending().await
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno::BadTimeout> {
/// let left = dyno::read_grpc_timeout("20m")?; // what the request says
/// let error = dyno::within(left, stock()).await.unwrap_err();
/// assert!(matches!(error, dyno::Error::Timeout(timeout) if timeout.limit <= left));
/// # Ok(()) }
/// ```
pub fn within<F: Future>(left: Duration, work: F) -> impl Future<Output = F::Output> {
    let own = from_now(left);
    async move {
        let mut work = pin!(work);
        poll_fn(|cx| inside(own, || work.as_mut().poll(cx))).await
    }
}

/// Runs work on this thread as [`within`] does.
pub fn within_sync<R>(left: Duration, work: impl FnOnce() -> R) -> R {
    inside(from_now(left), work)
}

fn from_now(left: Duration) -> Option<Left> {
    let (now, whole) = (Deadline::now(), Limit::from(left));
    // A limit is never zero.
    if left.is_zero() { Some(Left { deadline: now, whole }) } else { Left::after(Some(whole), now) }
}

fn inside<R>(own: Option<Left>, work: impl FnOnce() -> R) -> R {
    let callers = Budget::current().started(Deadline::now());
    Budget::from(earliest(own, callers)).during(work)
}
