//! What dyno itself can do to a call, as values.

mod names;
mod reason;
mod settings;
mod transition;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use self::names::UnknownName;
pub use self::reason::Reason;
pub use self::settings::{SettingsError, SettingsErrors};
pub use self::transition::IllegalTransition;
use crate::outcome::{BreakerState, TransitionCause};

/// What dyno itself did to a call. A guarded function returns its author's own error type, which takes this in by
/// `From<dyno::Error>`: one line with `thiserror`, nothing with `anyhow` or `Box<dyn Error + Send + Sync>`.
///
/// ```
/// #[derive(Debug, thiserror::Error)]
/// enum StockError {
///     #[error("no such article")]
///     Unknown,
///     #[error(transparent)]
///     Guard(#[from] dyno::Error),
/// }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The call's time was up.
    #[error("{name}: gave up after {elapsed:.1?}, its limit is {limit:?}")]
    #[non_exhaustive]
    Timeout {
        /// The command, or what it waited for; where that was a thread of a pool, both: ``stock, in the queue of pool `db` ``.
        name: Arc<str>,
        /// The limit that ended it: `timeout`, `attempt_timeout`, `queue_timeout`, or what was left of the caller's when the call first
        /// waited.
        limit: Duration,
        /// How long the call had run; where `attempt_timeout` ended it, its last attempt.
        elapsed: Duration,
    },
    /// The breaker admitted nothing.
    #[error("breaker {name} is {}", open_details(*.state, *.since, *.retry_after, .cause.as_ref()))]
    #[non_exhaustive]
    Open {
        /// The breaker.
        name: Arc<str>,
        /// Its state: open, forced open, or half-open with all its probes out.
        state: BreakerState,
        /// How long it has been in it.
        since: Duration,
        /// When it will admit a probe, or what was forced expires, as far as is known.
        retry_after: Option<Duration>,
        /// The failure rate in 0.0..=1.0 that brought it there; `None` when something else did.
        failure_rate: Option<f64>,
        /// How many calls that was judged by.
        counted: u64,
        /// What brought it there.
        cause: Option<TransitionCause>,
    },
    /// The fuse let nothing pass, or not this.
    #[error("fuse {name} {}", blown_details(.reason.as_deref(), *.since, *.retry_after, *.share))]
    #[non_exhaustive]
    Blown {
        /// The fuse.
        name: Arc<str>,
        /// Why it was blown; `None` where it is intact, and lets only a share pass.
        reason: Option<Arc<str>>,
        /// How long it had been blown.
        since: Option<Duration>,
        /// When it will be intact again by itself, if that is known.
        retry_after: Option<Duration>,
        /// The share that it lets pass, in 0.0..=1.0, where that is why.
        share: Option<f64>,
    },
    /// So many were at work that there was no room for one more, not even to wait.
    #[error("{name} is full: {active} of {limit} are at work and {queued} wait")]
    #[non_exhaustive]
    Full {
        /// What is full.
        name: Arc<str>,
        /// How many were at work.
        active: u32,
        /// How many waited.
        queued: u32,
        /// How many may be at work at once.
        limit: u32,
    },
    /// So many have passed that the next must come later.
    #[error("{name} lets {limit} through in {per:?}: the next may pass in {retry_after:.1?}")]
    #[non_exhaustive]
    RateLimited {
        /// The rate limit.
        name: Arc<str>,
        /// When the next may pass without a wait, to the nanosecond, unless somebody else comes first.
        retry_after: Duration,
        /// How many it lets through ..
        limit: u32,
        /// .. in what time.
        per: Duration,
        /// Whether that was said by the bucket of a key, and may be otherwise for another.
        by_key: bool,
    },
    /// The system had no room for another thread.
    #[error(
        "pool {name}: a thread could not be started: {problem}: lower `threads`, or raise the limits of the process"
    )]
    #[non_exhaustive]
    NoThread {
        /// The pool.
        name: Arc<str>,
        /// What the system said.
        problem: Arc<str>,
    },
    /// The returned value was called a failure by `failure_if`. Seen by fallbacks alone: without one the value itself is returned.
    #[error("{name}: its result was judged a failure by `failure_if`")]
    #[non_exhaustive]
    Judged {
        /// The command.
        name: Arc<str>,
    },
    /// The call had to be waited for, and there is no timer: it was polled outside of a tokio runtime, or in one that was
    /// built without `enable_time()`.
    #[error(
        "{name}: its time limit needs tokio's timer, and there is none here: run it in a runtime with time enabled, such as that of `#[tokio::main]`, or set the limit to `off`"
    )]
    #[non_exhaustive]
    NoRuntime {
        /// The command.
        name: Arc<str>,
    },
    /// The task was cancelled: by hand, or by the end of its runtime.
    #[error("{name}: cancelled: {reason}")]
    #[non_exhaustive]
    Cancelled {
        /// The command, or the function that was submitted.
        name: Arc<str>,
        /// Why, as it was given.
        reason: Reason,
    },
    /// The task panicked.
    #[error("{name}: panicked: {message}")]
    #[non_exhaustive]
    Panicked {
        /// The command, or the function that was submitted.
        name: Arc<str>,
        /// What the panic said.
        message: Arc<str>,
    },
    /// The value was being made for another caller, and that failed.
    #[error("{name}: the value that another caller was making failed: {message}")]
    #[non_exhaustive]
    MakerFailed {
        /// The cache.
        name: Arc<str>,
        /// What the error said.
        message: Arc<str>,
    },
    /// The making of a value asked for just that value.
    #[error("{name}: the making of a value asks for that value: ask for another key, or compute it without the cache")]
    #[non_exhaustive]
    Recursive {
        /// The cache.
        name: Arc<str>,
    },
    /// Nobody provides a dependency.
    #[error("{name}: nothing provides {wanted}{}", missing_details(*.parameter, .place, .near))]
    #[non_exhaustive]
    Missing {
        /// The function that it was to be injected into, or `registry`.
        name: Arc<str>,
        /// The type, and the tag if there is one.
        wanted: Arc<str>,
        /// The parameter that it is for.
        parameter: Option<&'static str>,
        /// Where it is asked for, as `file:line`.
        place: Arc<str>,
        /// What is provided instead under a name that is like it.
        near: Arc<[String]>,
    },
    /// A dependency could not be built.
    #[error("service {name} could not be built: {message}")]
    #[non_exhaustive]
    ServiceFailed {
        /// The service.
        name: Arc<str>,
        /// What it said.
        message: Arc<str>,
        /// When it is built again for whoever asks, if that is not at once.
        retry_after: Option<Duration>,
    },
    /// The task was submitted where there is no tokio runtime.
    #[error(
        "{name}: submitted outside of a tokio runtime, which is what runs tasks: submit it inside of one, such as that of `#[tokio::main]`"
    )]
    #[non_exhaustive]
    NotSubmitted {
        /// The function that was submitted.
        name: Arc<str>,
    },
    /// The command's settings contradict themselves or another's; `dyno::validate()` finds this before the first call.
    #[error("{name}: {problem}")]
    #[non_exhaustive]
    Misconfigured {
        /// The command.
        name: Arc<str>,
        /// What is wrong and how to mend it.
        #[source]
        problem: Arc<SettingsError>,
    },
}

impl Error {
    /// Names whoever speaks: a command, or a policy that is shared by name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Timeout { name, .. }
            | Self::Open { name, .. }
            | Self::Blown { name, .. }
            | Self::Full { name, .. }
            | Self::RateLimited { name, .. }
            | Self::NoThread { name, .. }
            | Self::Judged { name }
            | Self::NoRuntime { name }
            | Self::Cancelled { name, .. }
            | Self::Panicked { name, .. }
            | Self::MakerFailed { name, .. }
            | Self::Recursive { name }
            | Self::Missing { name, .. }
            | Self::ServiceFailed { name, .. }
            | Self::NotSubmitted { name }
            | Self::Misconfigured { name, .. } => name,
        }
    }

    /// Tells how long to wait before another call has a chance, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Open { retry_after, .. }
            | Self::Blown { retry_after, .. }
            | Self::ServiceFailed { retry_after, .. } => *retry_after,
            Self::RateLimited { retry_after, .. } => Some(*retry_after),
            _ => None,
        }
    }

    /// Tells whether the call was turned away before its body began, so that nothing happened at the other end.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        matches!(
            self,
            Self::Open { .. }
                | Self::Blown { .. }
                | Self::Full { .. }
                | Self::RateLimited { .. }
                | Self::NoThread { .. }
                | Self::Missing { .. }
                | Self::ServiceFailed { .. }
                | Self::Misconfigured { .. }
                | Self::NotSubmitted { .. }
        )
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::Timeout { .. } => io::ErrorKind::TimedOut,
            Error::Full { .. } | Error::RateLimited { .. } => io::ErrorKind::ResourceBusy,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

impl From<Error> for String {
    fn from(error: Error) -> Self {
        error.to_string()
    }
}

/// Why a fallback is asked: the function's own error, or dyno's.
///
/// Where the error is another crate's, such as the `StatusCode` of a web framework, the fallback maps what dyno does and lets the
/// function's own errors pass:
///
/// ```
/// # #[derive(Debug, PartialEq)] struct StatusCode(u16);
/// # impl StatusCode {
/// #     const SERVICE_UNAVAILABLE: Self = Self(503);
/// #     const NOT_FOUND: Self = Self(404);
/// #     fn is_client_error(&self) -> bool { self.0 / 100 == 4 }
/// # }
/// use dyno::{Cause, command};
///
/// #[command(breaker, ignore = |status| status.is_client_error(), fallback = |cause| match cause {
///     Cause::Own(status) => Err(status),
///     Cause::Dyno(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
/// })]
/// fn article(id: u32) -> Result<String, StatusCode> {
///     Err(StatusCode::NOT_FOUND) // the caller's mistake: no news to the breaker
/// }
///
/// assert_eq!(article(1), Err(StatusCode::NOT_FOUND));
/// article::breaker().trip().unwrap();
/// assert_eq!(article(1), Err(StatusCode::SERVICE_UNAVAILABLE));
/// ```
#[derive(Clone, Debug)]
pub enum Cause<E> {
    /// The function returned this.
    Own(E),
    /// Dyno ended or rejected the call.
    Dyno(Error),
}

impl<E> Cause<E> {
    /// Gives the function's own error, or dyno's in its type: for a fallback that answers for some failures and passes the others
    /// on.
    ///
    /// ```
    /// #[derive(Debug, thiserror::Error)]
    /// enum StockError {
    ///     #[error("no such article")]
    ///     Unknown,
    ///     #[error(transparent)]
    ///     Guard(#[from] dyno::Error),
    /// }
    ///
    /// #[dyno::fallback(|cause| match cause.into_error() {
    ///     StockError::Guard(_) => Ok(0),
    ///     error => Err(error),
    /// })]
    /// fn stock(sku: u32) -> Result<u32, StockError> {
    ///     Err(StockError::Unknown)
    /// }
    ///
    /// assert!(matches!(stock(1), Err(StockError::Unknown)));
    /// ```
    pub fn into_error(self) -> E
    where
        E: From<Error>,
    {
        match self {
            Self::Own(error) => error,
            Self::Dyno(error) => error.into(),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Cause<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(error) => error.fmt(f),
            Self::Dyno(error) => error.fmt(f),
        }
    }
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

/// What somebody said, in one line: a new line, a sequence for a terminal, and what turns the direction of reading or is not seen, are shown, and not
/// done.
pub(crate) fn printable(words: &str) -> String {
    words.chars().map(|sign| if is_sly(sign) { sign.escape_default().to_string() } else { sign.to_string() }).collect()
}

/// Whether a sign does something, or hides, instead of being read.
pub(crate) fn is_sly(sign: char) -> bool {
    let is_unseen = matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    sign.is_control() || is_unseen || matches!(sign, '\u{61c}' | '\u{2028}'..='\u{202e}')
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
