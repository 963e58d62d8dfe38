//! When whoever failed says how long to wait.

use std::time::{Duration, SystemTime};

use crate::clock::wall_now;
use crate::error::Error;
use crate::retry::compound::Compound;

/// Tells how long to wait before another attempt has a chance. A retry waits as long, instead of what it would compute, and does
/// not try again where the call has less time left. A breaker that such an error opens stays open so long at least.
///
/// It is found by the type of the error. Where that is a parameter of a generic function it is asked only if a bound says that it can be
/// (`E: RetryAfter`); without one all errors tell nothing there.
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
/// has passed is zero; `None` where it is neither. Two digits of a year are 1970 to 2069, whatever year it is. Dates before 1970 are not read,
/// nor are leap seconds and dates on another day of the week: these are `None`.
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use proptest::prelude::*;

    use super::header_at;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the date of the examples in RFC 9110.
    const THEN: u64 = 784_111_777;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn seconds(value: &str, now: u64) -> Option<u64> {
        header_at(value.as_bytes(), || at(now)).map(|wait| wait.as_secs())
    }

    #[test]
    fn all_three_forms_of_a_date_are_read() {
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(seconds(date, THEN - 90), Some(90), "{date}");
            assert_eq!(seconds(date, THEN), Some(0), "{date}");
            assert_eq!(seconds(date, THEN + 90), Some(0), "{date}");
        }
    }

    #[test]
    fn seconds_need_no_clock() {
        let no_clock = |value: &[u8]| header_at(value, || panic!("the clock is read"));
        assert_eq!(no_clock(b"0"), Some(Duration::ZERO));
        assert_eq!(no_clock(b"\t120 "), Some(Duration::from_secs(120)));
        assert_eq!(no_clock(&[b'9'; 50]), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn garbage_tells_nothing() {
        for value in ["", " ", "-1", "+1", "1.5", "1e3", "12 s", "soon", "Sun, 06 Nov 1994 08:49:37", "\u{663}"] {
            assert_eq!(seconds(value, THEN), None, "{value}");
        }
        assert_eq!(header_at(b"\xff12", || at(THEN)), None);
    }

    #[test]
    fn what_is_documented_as_not_read_is_not() {
        for date in ["Fri, 31 Dec 1965 00:00:00 GMT", "Sat, 31 Dec 2016 23:59:60 GMT", "Mon, 06 Nov 1994 08:49:37 GMT"]
        {
            assert_eq!(seconds(date, THEN), None, "{date}");
        }
        assert_eq!(
            seconds("Tuesday, 06-Nov-69 08:49:37 GMT", THEN),
            None,
            "that was a Thursday, and will be a Wednesday"
        );
        assert_eq!(seconds("Wednesday, 06-Nov-69 08:49:37 GMT", THEN), Some(3_150_953_377 - THEN), "in 2069");
        assert_eq!(seconds("Friday, 06-Nov-70 08:49:37 GMT", 0), Some(26_729_377), "in 1970");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_date_is_as_far_away_as_it_is(now in 0..4_000_000_000u64, ahead in 0..1_000_000_000u64) {
            let date = httpdate::fmt_http_date(at(now + ahead));
            prop_assert_eq!(seconds(&date, now), Some(ahead));
        }

        #[test]
        fn no_text_is_too_much(value in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = header_at(&value, || at(THEN));
        }
    }
}
