//! What is left of a caller's time, as it is written in a header.

use std::time::Duration;

/// The most that `grpc-timeout` has room for, in any unit.
const MOST: u128 = 99_999_999;

/// The units of `grpc-timeout` in nanoseconds, the finest first.
const UNITS: [(char, u128); 6] =
    [('n', 1), ('u', 1_000), ('m', 1_000_000), ('S', 1_000_000_000), ('M', 60_000_000_000), ('H', 3_600_000_000_000)];

/// A header that does not tell how much time is left. It is somebody else's text, so it is not repeated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadTimeout {
    /// Nothing stands there.
    #[error("the timeout is empty: write a whole number")]
    Empty,
    /// Something other than digits stands where the number should be.
    #[error("the timeout has `{}` where a digit should be: write a whole number", .found.escape_default())]
    #[non_exhaustive]
    NotDigit {
        /// The first character that is no digit.
        found: char,
    },
    /// The number has too many digits.
    #[error("the timeout has {digits} digits, at most {most} are allowed")]
    #[non_exhaustive]
    TooLong {
        /// How many it has.
        digits: usize,
        /// How many it may have.
        most: usize,
    },
    /// The last character is no unit.
    #[error("the timeout ends in `{}`, which is no unit: end it in `H`, `M`, `S`, `m`, `u` or `n`", .found.escape_default())]
    #[non_exhaustive]
    NoUnit {
        /// What stands where the unit should be.
        found: char,
    },
}

/// Writes what is left as the value of `grpc-timeout`: at most 8 digits and a unit, the finest that has room for it, as the gRPC
/// protocol over HTTP/2 has it. It is rounded down, so that the callee never takes more time than there is; nothing left is `0n`,
/// and more than 99,999,999 hours are written as so many.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(dyno::write_grpc_timeout(Duration::from_millis(250)), "250000u");
/// assert_eq!(dyno::write_grpc_timeout(Duration::ZERO), "0n");
/// ```
#[must_use]
pub fn write_grpc_timeout(left: Duration) -> String {
    let nanos = left.as_nanos();
    let fitting = UNITS.iter().map(|(unit, size)| (nanos / size, unit)).find(|(value, _)| *value <= MOST);
    let (value, unit) = fitting.unwrap_or((MOST, &'H'));
    format!("{value}{unit}")
}

/// Reads the value of `grpc-timeout`.
///
/// ```
/// use std::time::Duration;
/// use dyno::BadTimeout;
///
/// assert_eq!(dyno::read_grpc_timeout("250m"), Ok(Duration::from_millis(250)));
/// assert!(matches!(dyno::read_grpc_timeout("250ms"), Err(BadTimeout::NoUnit { found: 's', .. })));
/// ```
///
/// # Errors
///
/// Fails with what is wrong where it is not 1 to 8 digits and one of the units `H`, `M`, `S`, `m`, `u`, `n`.
pub fn read_grpc_timeout(value: &str) -> Result<Duration, BadTimeout> {
    let found = value.chars().next_back().ok_or(BadTimeout::Empty)?;
    let (_, size) = UNITS.iter().find(|(unit, _)| *unit == found).ok_or(BadTimeout::NoUnit { found })?;
    // Units are one byte long.
    let nanos = u128::from(digits(&value[..value.len() - 1], 8)?) * size;
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    Ok(Duration::from_secs(whole(seconds)) + Duration::from_nanos(whole(rest)))
}

/// Writes what is left as a whole number of milliseconds, for a plain header such as `x-timeout-ms`. It is rounded down, so that the callee
/// never takes more time than there is; more than `u64::MAX` milliseconds are written as so many.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(dyno::write_timeout_millis(Duration::from_micros(1_999)), "1");
/// ```
#[must_use]
pub fn write_timeout_millis(left: Duration) -> String {
    whole(left.as_millis()).to_string()
}

/// Reads a whole number of milliseconds.
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(dyno::read_timeout_millis("250"), Ok(Duration::from_millis(250)));
/// assert!(dyno::read_timeout_millis("-1").is_err());
/// ```
///
/// # Errors
///
/// Fails with what is wrong where it is not 1 to 20 digits.
pub fn read_timeout_millis(value: &str) -> Result<Duration, BadTimeout> {
    digits(value, 20).map(Duration::from_millis)
}

/// Reads a number of at most so many digits and nothing else; what is too large is as large as can be.
fn digits(text: &str, most: usize) -> Result<u64, BadTimeout> {
    if let Some(found) = text.chars().find(|char| !char.is_ascii_digit()) {
        return Err(BadTimeout::NotDigit { found });
    }
    match text.len() {
        0 => Err(BadTimeout::Empty),
        digits if digits > most => Err(BadTimeout::TooLong { digits, most }),
        _ => Ok(text.parse().unwrap_or(u64::MAX)),
    }
}

fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{
        BadTimeout, MOST, UNITS, read_grpc_timeout, read_timeout_millis, write_grpc_timeout, write_timeout_millis,
    };

    /// Durations of every size.
    fn durations() -> impl Strategy<Value = Duration> {
        (any::<Duration>(), 0..94u32).prop_map(|(time, shift)| {
            let nanos = time.as_nanos() >> shift;
            let seconds = u64::try_from(nanos / 1_000_000_000).unwrap();
            Duration::new(seconds, u32::try_from(nanos % 1_000_000_000).unwrap())
        })
    }

    #[test]
    fn the_finest_unit_that_has_room_is_taken() {
        let is = |left, text| assert_eq!(write_grpc_timeout(left), text);
        is(Duration::from_nanos(1), "1n");
        is(Duration::from_nanos(99_999_999), "99999999n");
        is(Duration::from_nanos(100_000_999), "100000u");
        is(Duration::from_secs(100), "100000m");
        is(Duration::from_secs(100_000), "100000S");
        is(Duration::from_secs(100_000_019), "1666666M");
        is(Duration::from_secs(60 * 100_000_000 + 3_599), "1666667H");
        is(Duration::MAX, "99999999H");
    }

    #[test]
    fn every_unit_is_read() {
        let is = |text, left| assert_eq!(read_grpc_timeout(text), Ok(left));
        is("0n", Duration::ZERO);
        is("7n", Duration::from_nanos(7));
        is("7u", Duration::from_micros(7));
        is("00000007m", Duration::from_millis(7));
        is("7S", Duration::from_secs(7));
        is("7M", Duration::from_secs(420));
        is("99999999H", Duration::from_secs(359_999_996_400));
    }

    #[test]
    fn garbage_is_told_from_time() {
        let is = |text, error| assert_eq!(read_grpc_timeout(text), Err(error));
        is("", BadTimeout::Empty);
        is("m", BadTimeout::Empty);
        is("100", BadTimeout::NoUnit { found: '0' });
        is("100s", BadTimeout::NoUnit { found: 's' });
        is("1µ", BadTimeout::NoUnit { found: 'µ' });
        is("100m ", BadTimeout::NoUnit { found: ' ' });
        is(" 100m", BadTimeout::NotDigit { found: ' ' });
        is("+1m", BadTimeout::NotDigit { found: '+' });
        is("-1m", BadTimeout::NotDigit { found: '-' });
        is("1.5S", BadTimeout::NotDigit { found: '.' });
        is("٣m", BadTimeout::NotDigit { found: '٣' });
        is("123456789n", BadTimeout::TooLong { digits: 9, most: 8 });
        assert_eq!(read_timeout_millis(""), Err(BadTimeout::Empty));
        assert_eq!(read_timeout_millis("1e3"), Err(BadTimeout::NotDigit { found: 'e' }));
        assert_eq!(read_timeout_millis(&"9".repeat(21)), Err(BadTimeout::TooLong { digits: 21, most: 20 }));
        assert_eq!(read_timeout_millis(&"9".repeat(20)), Ok(Duration::from_millis(u64::MAX)));
    }

    #[test]
    fn an_error_repeats_no_control_characters() {
        let error = read_grpc_timeout("1\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            r"the timeout ends in `\n`, which is no unit: end it in `H`, `M`, `S`, `m`, `u` or `n`"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_callee_takes_no_more_than_is_left_and_a_unit_less_at_most(left in durations()) {
            let written = write_grpc_timeout(left);
            prop_assert!(written.len() <= 9);
            let read = read_grpc_timeout(&written).unwrap();
            prop_assert!(read <= left);
            let (_, size) = UNITS.into_iter().find(|(unit, _)| written.ends_with(*unit)).unwrap();
            let is_most = read.as_nanos() == MOST * 3_600_000_000_000;
            prop_assert!(is_most || left.as_nanos() - read.as_nanos() < size, "{left:?} as {written}");

            let read = read_timeout_millis(&write_timeout_millis(left)).unwrap();
            let is_most = read == Duration::from_millis(u64::MAX);
            prop_assert!(read <= left && (is_most || left < read + Duration::from_millis(1)));
        }

        #[test]
        fn any_text_is_a_time_or_an_error(text in "[0-9HMSmun .+-]{0,10}|\\PC{0,6}") {
            let is_time = text.len() >= 2 && text.len() <= 9 && {
                let (unit, number) = text.as_bytes().split_last().unwrap();
                b"HMSmun".contains(unit) && number.iter().all(u8::is_ascii_digit)
            };
            prop_assert_eq!(read_grpc_timeout(&text).is_ok(), is_time);
        }
    }
}
