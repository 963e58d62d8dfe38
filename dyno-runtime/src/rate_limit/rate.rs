//! How many in what time: `100 / 1s`.

use std::fmt;
use std::time::Duration;

use crate::settings::Text;

/// So many calls in so much time. Written as in attributes: `100 / 1s`.
///
/// ```
/// use std::time::Duration;
///
/// let rate = dyno::Rate::new(100, Duration::from_secs(1));
/// assert_eq!(rate.to_string(), "100 / 1s");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rate {
    /// How many, from 1 to 1,000,000,000, and one a nanosecond at most.
    pub count: u32,
    /// In what time, from 1 ns to 366 days.
    pub per: Duration,
}

impl Rate {
    /// Says how many in what time.
    #[must_use]
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count, per }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.write())
    }
}

impl Text for Rate {
    fn write(&self) -> String {
        format!("{} / {}", self.count, self.per.write())
    }

    fn read(text: &str) -> Result<Self, String> {
        let Some((count, per)) = text.split_once('/') else {
            return Err(format!("`{text}` is no rate such as `100 / 1s`"));
        };
        Ok(Self { count: u32::read(count.trim())?, per: Duration::read(per.trim())? })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rate;
    use crate::settings::Text;

    #[test]
    fn it_is_read_as_it_is_written() {
        for (text, rate) in [
            ("100 / 1s", Rate::new(100, Duration::from_secs(1))),
            ("1 / 1m", Rate::new(1, Duration::from_secs(60))),
            ("7 / 1s500ms", Rate::new(7, Duration::from_millis(1_500))),
        ] {
            assert_eq!((rate.write(), Rate::read(text)), (text.to_owned(), Ok(rate)));
        }
        assert_eq!(Rate::read("5/2s"), Ok(Rate::new(5, Duration::from_secs(2))));
        for wrong in ["100", "100 / 1", "/ 1s", "a / 1s", "-1 / 1s"] {
            assert!(Rate::read(wrong).is_err(), "{wrong}");
        }
    }
}
