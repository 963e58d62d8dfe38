//! Numbers with a unit: `2s`, `1.5s`, `50%`, `20`.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use syn::{Ident, Lit};

/// A number as it was written.
pub(crate) struct Number {
    digits: String,
    suffix: String,
    negative: bool,
    percent: bool,
    /// `2 s` or `2.s`: the unit that does not touch its number.
    pub(crate) unit_apart: Option<Ident>,
}

/// Why a number is not what was wanted.
#[derive(Debug, PartialEq)]
pub(crate) enum Fault {
    /// It has no unit.
    NoUnit,
    /// It has a unit that is not one of ours; here is ours, if there is a near one.
    UnknownUnit(Option<&'static str>),
    /// It is below zero.
    Negative,
    /// It is too large.
    TooLarge,
    /// It is finer than a nanosecond.
    TooFine,
    /// It is a time with an exponent.
    Exponent,
    /// It is a time with more than one unit.
    TwoUnits,
    /// It lies outside 0% to 100%; true when it looks like a percentage without its sign.
    OutOfRange(bool),
    /// `1` could be 1% or 1.0.
    Ambiguous,
    /// It is another kind of number.
    WrongKind,
}

/// Units of time in nanoseconds, with what else people write for them.
const UNITS: [(&str, u128, &[&str]); 6] = [
    ("ns", 1, &["nano", "nanos", "nanosecond", "nanoseconds", "nsec"]),
    ("us", 1_000, &["µs", "μs", "micro", "micros", "microsecond", "microseconds", "usec"]),
    ("ms", 1_000_000, &["milli", "millis", "millisecond", "milliseconds", "msec", "msecs"]),
    ("s", 1_000_000_000, &["sec", "secs", "second", "seconds"]),
    ("m", 60_000_000_000, &["min", "mins", "minute", "minutes"]),
    ("h", 3_600_000_000_000, &["hr", "hrs", "hour", "hours"]),
];

/// What Rust itself knows to write behind a number.
pub(crate) const NUMERIC: [&str; 14] =
    ["f32", "f64", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

impl Number {
    /// Takes an integer or a float with what stood round it.
    pub(super) fn new(literal: &Lit, negative: bool, percent: bool) -> Option<Self> {
        let (digits, suffix) = match literal {
            Lit::Int(int) => (int.base10_digits().to_owned(), int.suffix().to_owned()),
            Lit::Float(float) => (float.base10_digits().to_owned(), float.suffix().to_owned()),
            _ => return None,
        };
        Some(Self { digits, suffix, negative, percent, unit_apart: None })
    }

    /// Takes what a text is, if that is wholly a number, a time or a percentage: `3`, `100 ms`, `5 minutes`, `50%`. It is no text for rustc to
    /// read, which would complain by itself.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|letter: char| !letter.is_ascii_digit() && !['.', '_'].contains(&letter));
        let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
        let (digits, unit) = (digits.replace('_', ""), unit.trim());
        digits.parse::<f64>().ok()?;
        let suffix = if matches!(unit, "" | "%") { "" } else { meant_unit(unit)? };
        Some(Self { digits, suffix: suffix.to_owned(), negative: false, percent: unit == "%", unit_apart: None })
    }

    /// Takes what a text is, if that is wholly a rate: `5/s`, `100 per minute`, `3 / 2s`.
    pub(crate) fn rate_of_text(text: &str) -> Option<(Self, Self)> {
        let (count, per) = text.split_once('/').or_else(|| text.split_once(" per "))?;
        let per =
            Self::of_text(per).or_else(|| Self::of_text(&format!("1{}", per.trim())).filter(|one| !one.is_bare()));
        let (count, per) = (Self::of_text(count)?, per?);
        (count.count().is_ok() && !per.percent).then_some((count, per))
    }

    /// Digits alone.
    pub(super) fn is_bare(&self) -> bool {
        self.suffix.is_empty() && !self.percent
    }

    /// A number without a unit such as `2`, `1.5` or `-1`; what is too large for a number is infinite.
    pub(crate) fn plain(&self) -> Option<f64> {
        let is_plain = self.is_bare() && self.unit_apart.is_none();
        let number: f64 = self.digits.parse().ok().filter(|_| is_plain)?;
        Some(if self.negative { -number } else { number })
    }

    /// Whether it is written as a share, be that what it may.
    pub(crate) fn is_percent(&self) -> bool {
        self.percent
    }

    /// How many percent it is, if it is written so, be they too many.
    pub(super) fn percent(&self) -> Option<f64> {
        let number: f64 = self.digits.parse().ok().filter(|_| self.percent && !self.negative)?;
        Some(number).filter(|number| number.is_finite())
    }

    /// The digits without unit and sign.
    pub(crate) fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether it is a number and nothing else, be it below zero.
    pub(crate) fn is_of_no_unit(&self) -> bool {
        self.is_bare() && self.unit_apart.is_none()
    }

    /// A time such as `2s`, `1.5s` or `500ms`.
    pub(crate) fn duration(&self) -> Result<Duration, Fault> {
        if self.percent || self.unit_apart.is_some() {
            return Err(Fault::WrongKind);
        }
        if self.suffix.is_empty() {
            return Err(Fault::NoUnit);
        }
        let Some(scale) = UNITS.iter().find(|unit| unit.0 == self.suffix).map(|unit| unit.1) else {
            return Err(match () {
                () if NUMERIC.contains(&&*self.suffix) => Fault::NoUnit,
                () if self.has_two_units() => Fault::TwoUnits,
                () => Fault::UnknownUnit(meant_unit(&self.suffix)),
            });
        };
        if self.negative {
            return Err(Fault::Negative);
        }
        if self.digits.contains(['e', 'E']) {
            return Err(Fault::Exponent);
        }
        let (whole, fraction) = self.digits.split_once('.').unwrap_or((&self.digits, ""));
        let whole: u128 = digits(whole)?;
        let tenths = u32::try_from(fraction.len()).ok().and_then(|places| 10_u128.checked_pow(places));
        let tenths = tenths.ok_or(Fault::TooFine)?;
        let part = digits(fraction)?.checked_mul(scale).ok_or(Fault::TooFine)?;
        if part % tenths != 0 {
            return Err(Fault::TooFine);
        }
        let nanos =
            whole.checked_mul(scale).and_then(|nanos| nanos.checked_add(part / tenths)).ok_or(Fault::TooLarge)?;
        let seconds = u64::try_from(nanos / 1_000_000_000).map_err(|_| Fault::TooLarge)?;
        let rest = u32::try_from(nanos % 1_000_000_000).map_err(|_| Fault::TooLarge)?;
        Ok(Duration::new(seconds, rest))
    }

    /// Whether it goes on behind a unit, as in `1m30s`.
    fn has_two_units(&self) -> bool {
        let end = self.suffix.find(|letter: char| letter.is_ascii_digit());
        end.is_some_and(|end| meant_unit(&self.suffix[..end]).is_some())
    }

    /// A share such as `50%` or `0.5`.
    pub(crate) fn rate(&self) -> Result<f64, Fault> {
        if self.unit_apart.is_some() || !matches!(&*self.suffix, "" | "f64" | "f32") {
            return Err(Fault::WrongKind);
        }
        let number: f64 = self.digits.parse().map_err(|_| Fault::WrongKind)?;
        let is_float = self.digits.contains(['.', 'e', 'E']);
        if self.negative {
            return Err(Fault::OutOfRange(false));
        }
        if self.percent {
            if number > 100.0 {
                return Err(Fault::OutOfRange(false));
            }
            // Moving the point in the text is exact, dividing is not; but an exponent takes no second one.
            return Ok(format!("{}e-2", self.digits).parse().unwrap_or(number / 100.0));
        }
        match number {
            _ if number > 1.0 => Err(Fault::OutOfRange(!is_float && number <= 100.0)),
            _ if is_float || number == 0.0 => Ok(number),
            _ => Err(Fault::Ambiguous),
        }
    }

    /// A count such as `20`.
    pub(crate) fn count(&self) -> Result<u32, Fault> {
        if self.percent || self.unit_apart.is_some() || !matches!(&*self.suffix, "" | "u32" | "usize" | "u64" | "i32") {
            return Err(Fault::WrongKind);
        }
        if self.negative {
            return Err(Fault::Negative);
        }
        if self.digits.contains(['.', 'e', 'E']) {
            return Err(Fault::WrongKind);
        }
        self.digits.parse().map_err(|_| Fault::TooLarge)
    }

    /// Says in a few words what the number is.
    pub(crate) fn describe(&self) -> &'static str {
        match () {
            () if self.percent => "a percentage",
            () if self.suffix.is_empty() && self.digits.contains(['.', 'e']) => "a fraction",
            () if self.suffix.is_empty() => "a number",
            () if self.duration().is_ok() => "a duration",
            () => "a number with a suffix",
        }
    }
}

impl Display for Number {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let percent = if self.percent { "%" } else { "" };
        write!(formatter, "{sign}{}{}{percent}", self.digits, self.suffix)
    }
}

fn meant_unit(suffix: &str) -> Option<&'static str> {
    let written = suffix.to_lowercase();
    UNITS.iter().find(|unit| unit.0 == written || unit.2.contains(&&*written)).map(|unit| unit.0)
}

fn digits(text: &str) -> Result<u128, Fault> {
    if text.is_empty() {
        return Ok(0);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::TooFine);
    }
    text.parse().map_err(|_| Fault::TooLarge)
}
