//! What dyno itself can do to a call, as values: [`Error`] says which it was, and the struct of that name in here what there is to
//! tell of it.

mod details;
mod names;
mod reason;
mod settings;
mod transition;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use self::details::{
    Blown, Cancelled, Full, Judged, MakerFailed, Misconfigured, Missing, NoRuntime, NoThread, NotSubmitted, Open,
    Panicked, RateLimited, Recursive, ServiceFailed, Timeout,
};
pub use self::names::UnknownName;
pub use self::reason::Reason;
pub use self::settings::{SettingsError, SettingsErrors};
pub use self::transition::IllegalTransition;

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
///
/// It is of two words, because what may fail with it is no shorter, and every call that goes well moves that. What is to be told lies
/// behind the second.
///
/// ```
/// use dyno::{Bulkhead, Error};
///
/// let ovens = Bulkhead::builder("ovens").permits(1).build().unwrap();
/// let _first = ovens.try_acquire().unwrap();
/// match ovens.try_acquire().unwrap_err() {
///     Error::Full(full) => assert_eq!((full.active, full.limit), (1, 1)),
///     error => panic!("{error}"),
/// }
/// ```
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The call's time was up.
    #[error(transparent)]
    Timeout(Arc<Timeout>),
    /// The breaker admitted nothing.
    #[error(transparent)]
    Open(Arc<Open>),
    /// The fuse let nothing pass, or not this.
    #[error(transparent)]
    Blown(Arc<Blown>),
    /// So many were at work that there was no room for one more, not even to wait.
    #[error(transparent)]
    Full(Arc<Full>),
    /// So many have passed that the next must come later.
    #[error(transparent)]
    RateLimited(Arc<RateLimited>),
    /// The system had no room for another thread.
    #[error(transparent)]
    NoThread(Arc<NoThread>),
    /// The returned value was called a failure by `failure_if`. Seen by fallbacks alone: without one the value itself is returned.
    #[error(transparent)]
    Judged(Arc<Judged>),
    /// The call had to be waited for, and there is no timer: it was polled outside of a tokio runtime, or in one that was
    /// built without `enable_time()`.
    #[error(transparent)]
    NoRuntime(Arc<NoRuntime>),
    /// The task was cancelled: by hand, or by the end of its runtime.
    #[error(transparent)]
    Cancelled(Arc<Cancelled>),
    /// The task panicked.
    #[error(transparent)]
    Panicked(Arc<Panicked>),
    /// The value was being made for another caller, and that failed.
    #[error(transparent)]
    MakerFailed(Arc<MakerFailed>),
    /// The making of a value asked for just that value.
    #[error(transparent)]
    Recursive(Arc<Recursive>),
    /// Nobody provides a dependency.
    #[error(transparent)]
    Missing(Arc<Missing>),
    /// A dependency could not be built.
    #[error(transparent)]
    ServiceFailed(Arc<ServiceFailed>),
    /// The task was submitted where there is no tokio runtime.
    #[error(transparent)]
    NotSubmitted(Arc<NotSubmitted>),
    /// The command's settings contradict themselves or another's; `dyno::validate()` finds this before the first call.
    #[error(transparent)]
    Misconfigured(Arc<Misconfigured>),
}

impl Error {
    /// Tells how long to wait before another call has a chance, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Open(open) => open.retry_after,
            Self::Blown(blown) => blown.retry_after,
            Self::ServiceFailed(failed) => failed.retry_after,
            Self::RateLimited(limited) => Some(limited.retry_after),
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

macro_rules! tells {
    ($($kind:ident),+ $(,)?) => {
        impl Error {
            /// Names whoever speaks: a command, or a policy that is shared by name.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$kind(told) => &told.name,)+
                }
            }
        }

        impl fmt::Debug for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$kind(told) => fmt::Debug::fmt(told, f),)+
                }
            }
        }

        $(impl From<$kind> for Error {
            #[cold]
            fn from(told: $kind) -> Self {
                Self::$kind(Arc::new(told))
            }
        })+
    };
}

tells!(
    Timeout,
    Open,
    Blown,
    Full,
    RateLimited,
    NoThread,
    Judged,
    NoRuntime,
    Cancelled,
    Panicked,
    MakerFailed,
    Recursive,
    Missing,
    ServiceFailed,
    NotSubmitted,
    Misconfigured,
);

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
