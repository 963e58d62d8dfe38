//! When whoever failed says how long to wait.

use std::time::{Duration, SystemTime};

use crate::clock::wall_now;
use crate::error::Error;
use crate::retry::compound::Compound;

/// Tells how long to wait before another attempt has a chance. A retry waits as long, instead of what it would compute, and does
/// not try again where the call has less time left.
///
/// ```
/// use std::time::Duration;
///
/// #[derive(Debug, thiserror::Error)]
/// enum StockError {
///     #[error("too many requests")]
///     Slowly { retry_after: Option<Duration> },
///     #[error(transparent)]
///     Guard(#[from] dyno::Error),
/// }
///
/// impl dyno::RetryAfter for StockError {
///     fn retry_after(&self) -> Option<Duration> {
///         match self {
///             Self::Slowly { retry_after } => *retry_after,
///             Self::Guard(error) => error.retry_after(),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell how long to wait",
    label = "this type does not implement `dyno::RetryAfter`",
    note = "write `impl dyno::RetryAfter for {Self} {{ fn retry_after(&self) -> Option<Duration> {{ .. }} }}`; `None` waits as the back-off says"
)]
pub trait RetryAfter {
    /// Tells the wait; `None` where that is not known.
    fn retry_after(&self) -> Option<Duration>;
}

impl RetryAfter for Error {
    fn retry_after(&self) -> Option<Duration> {
        self.retry_after()
    }
}

/// What the last attempt was told.
impl<E: RetryAfter> RetryAfter for Compound<E> {
    fn retry_after(&self) -> Option<Duration> {
        self.last().retry_after()
    }
}

/// Reads the value of the HTTP header `Retry-After`: whole seconds, or a date in any of the three forms of RFC 9110. A date that
/// has passed is zero; `None` where it is neither.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(dyno::retry_after_header("120"), Some(Duration::from_secs(120)));
/// assert_eq!(dyno::retry_after_header("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
/// assert_eq!(dyno::retry_after_header("soon"), None);
/// ```
#[must_use]
pub fn retry_after_header(value: impl AsRef<[u8]>) -> Option<Duration> {
    header_at(value.as_ref(), wall_now)
}

/// The same at a given time, which is asked for only where the header is a date.
fn header_at(value: &[u8], now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let value = std::str::from_utf8(value).ok()?.trim_matches([' ', '\t']);
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than can be counted are for ever.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    Some(until.duration_since(now()).unwrap_or_default())
}
