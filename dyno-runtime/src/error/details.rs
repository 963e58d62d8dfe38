//! What each error tells.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Reason, SettingsError, printable};
use crate::outcome::{BreakerState, TransitionCause};

/// The call's time was up.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: gave up after {elapsed:.1?}, its limit is {limit:?}")]
#[non_exhaustive]
pub struct Timeout {
    /// The command, or what it waited for; where that was a thread of a pool, both: ``stock, in the queue of pool `db` ``.
    pub name: Arc<str>,
    /// The limit that ended it: `timeout`, `attempt_timeout`, `queue_timeout`, or what was left of the caller's when the call first
    /// waited.
    pub limit: Duration,
    /// How long the call had run; where `attempt_timeout` ended it, its last attempt.
    pub elapsed: Duration,
}

/// The breaker admitted nothing.
#[derive(Clone, Debug, thiserror::Error)]
#[error("breaker {name} is {}", open_details(*.state, *.since, *.retry_after, .cause.as_ref()))]
#[non_exhaustive]
pub struct Open {
    /// The breaker.
    pub name: Arc<str>,
    /// Its state: open, forced open, or half-open with all its probes out.
    pub state: BreakerState,
    /// How long it has been in it.
    pub since: Duration,
    /// When it will admit a probe, or what was forced expires, as far as is known.
    pub retry_after: Option<Duration>,
    /// The failure rate in 0.0..=1.0 that brought it there; `None` when something else did.
    pub failure_rate: Option<f64>,
    /// How many calls that was judged by.
    pub counted: u64,
    /// What brought it there.
    pub cause: Option<TransitionCause>,
}

/// The fuse let nothing pass, or not this.
#[derive(Clone, Debug, thiserror::Error)]
#[error("fuse {name} {}", blown_details(.reason.as_deref(), *.since, *.retry_after, *.share))]
#[non_exhaustive]
pub struct Blown {
    /// The fuse.
    pub name: Arc<str>,
    /// Why it was blown; `None` where it is intact, and lets only a share pass.
    pub reason: Option<Arc<str>>,
    /// How long it had been blown.
    pub since: Option<Duration>,
    /// When it will be intact again by itself, if that is known.
    pub retry_after: Option<Duration>,
    /// The share that it lets pass, in 0.0..=1.0, where that is why.
    pub share: Option<f64>,
}

/// So many were at work that there was no room for one more, not even to wait.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name} is full: {active} of {limit} are at work and {queued} wait")]
#[non_exhaustive]
pub struct Full {
    /// What is full.
    pub name: Arc<str>,
    /// How many were at work.
    pub active: u32,
    /// How many waited.
    pub queued: u32,
    /// How many may be at work at once.
    pub limit: u32,
}

/// So many have passed that the next must come later.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name} lets {limit} through in {per:?}: the next may pass in {retry_after:.1?}")]
#[non_exhaustive]
pub struct RateLimited {
    /// The rate limit.
    pub name: Arc<str>,
    /// When the next may pass without a wait, to the nanosecond, unless somebody else comes first.
    pub retry_after: Duration,
    /// How many it lets through ..
    pub limit: u32,
    /// .. in what time.
    pub per: Duration,
    /// Whether that was said by the bucket of a key, and may be otherwise for another.
    pub by_key: bool,
}

/// The system had no room for another thread.
#[derive(Clone, Debug, thiserror::Error)]
#[error("pool {name}: a thread could not be started: {problem}: lower `threads`, or raise the limits of the process")]
#[non_exhaustive]
pub struct NoThread {
    /// The pool.
    pub name: Arc<str>,
    /// What the system said.
    pub problem: Arc<str>,
}

/// The returned value was called a failure by `failure_if`. Seen by fallbacks alone: without one the value itself is returned.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: its result was judged a failure by `failure_if`")]
#[non_exhaustive]
pub struct Judged {
    /// The command.
    pub name: Arc<str>,
}

/// The call had to be waited for, and there is no timer: it was polled outside of a tokio runtime, or in one that was
/// built without `enable_time()`.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "{name}: its time limit needs tokio's timer, and there is none here: run it in a runtime with time enabled, such as that of `#[tokio::main]`, or set the limit to `off`"
)]
#[non_exhaustive]
pub struct NoRuntime {
    /// The command.
    pub name: Arc<str>,
}

/// The task was cancelled: by hand, or by the end of its runtime.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: cancelled: {reason}")]
#[non_exhaustive]
pub struct Cancelled {
    /// The command, or the function that was submitted.
    pub name: Arc<str>,
    /// Why, as it was given.
    pub reason: Reason,
}

/// The task panicked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: panicked: {message}")]
#[non_exhaustive]
pub struct Panicked {
    /// The command, or the function that was submitted.
    pub name: Arc<str>,
    /// What the panic said.
    pub message: Arc<str>,
}

/// The value was being made for another caller, and that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: the value that another caller was making failed: {message}")]
#[non_exhaustive]
pub struct MakerFailed {
    /// The cache.
    pub name: Arc<str>,
    /// What the error said.
    pub message: Arc<str>,
}

/// The making of a value asked for just that value.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: the making of a value asks for that value: ask for another key, or compute it without the cache")]
#[non_exhaustive]
pub struct Recursive {
    /// The cache.
    pub name: Arc<str>,
}

/// Nobody provides a dependency.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: nothing provides {wanted}{}", missing_details(*.parameter, .place, .near))]
#[non_exhaustive]
pub struct Missing {
    /// The function that it was to be injected into, or `registry`.
    pub name: Arc<str>,
    /// The type, and the tag if there is one.
    pub wanted: Arc<str>,
    /// The parameter that it is for.
    pub parameter: Option<&'static str>,
    /// Where it is asked for, as `file:line`.
    pub place: Arc<str>,
    /// What is provided instead under a name that is like it.
    pub near: Arc<[String]>,
}

/// A dependency could not be built.
#[derive(Clone, Debug, thiserror::Error)]
#[error("service {name} could not be built: {message}")]
#[non_exhaustive]
pub struct ServiceFailed {
    /// The service.
    pub name: Arc<str>,
    /// What it said.
    pub message: Arc<str>,
    /// When it is built again for whoever asks, if that is not at once.
    pub retry_after: Option<Duration>,
}

/// The task was submitted where there is no tokio runtime.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "{name}: submitted outside of a tokio runtime, which is what runs tasks: submit it inside of one, such as that of `#[tokio::main]`"
)]
#[non_exhaustive]
pub struct NotSubmitted {
    /// The function that was submitted.
    pub name: Arc<str>,
}

/// The command's settings contradict themselves or another's; `dyno::validate()` finds this before the first call.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{name}: {problem}")]
#[non_exhaustive]
pub struct Misconfigured {
    /// The command.
    pub name: Arc<str>,
    /// What is wrong and how to mend it.
    #[source]
    pub problem: Arc<SettingsError>,
}

fn open_details(
    state: BreakerState,
    since: Duration,
    retry_after: Option<Duration>,
    cause: Option<&TransitionCause>,
) -> String {
    let why = match (state, cause) {
        (BreakerState::HalfOpen, _) => "all its probes are out".to_owned(),
        (_, cause) => cause.map(ToString::to_string).unwrap_or_default(),
    };
    let next = retry_after.map(|wait| format!("; the next call may pass in {wait:.1?}")).unwrap_or_default();
    format!("{state} for {since:.1?}: {why}{next}")
}

fn blown_details(
    reason: Option<&str>,
    since: Option<Duration>,
    retry_after: Option<Duration>,
    share: Option<f64>,
) -> String {
    let Some(reason) = reason else {
        return format!("lets {} % pass, and this is not among them", share.unwrap_or_default() * 100.0);
    };
    let next = retry_after.map(|wait| format!("; it is intact again in {wait:.1?}")).unwrap_or_default();
    format!("has been blown for {:.1?}: {}{next}", since.unwrap_or_default(), printable(reason))
}

fn missing_details(parameter: Option<&str>, place: &str, near: &[String]) -> String {
    let whom = parameter.map(|parameter| format!(" for its parameter `{parameter}`")).unwrap_or_default();
    let remedy = if near.is_empty() {
        "provide it first, by `dyno::provide` or the registry in scope".to_owned()
    } else {
        format!("there is {}", near.join(" and "))
    };
    format!("{whom}, asked for at {place}: {remedy}")
}

#[cfg(test)]
mod tests {
    use crate::error::Error;

    #[test]
    fn an_error_is_two_words_and_so_is_what_may_fail_with_it() {
        #[expect(dead_code, reason = "it is only measured")]
        enum Own {
            Unknown,
            Guard(Error),
        }
        let words = 2 * size_of::<usize>();
        assert_eq!((size_of::<Error>(), size_of::<Own>(), size_of::<Result<usize, Own>>()), (words, words, words));
    }
}
