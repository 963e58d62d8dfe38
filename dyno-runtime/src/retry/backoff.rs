//! How long to wait after each failed attempt.

use std::time::Duration;

use crate::retry::jitter::part;
use crate::settings::{Form, Text};

/// Computes the wait after each failed attempt, before the [`Jitter`](crate::Jitter) spreads it.
///
/// Written `exponential(50ms, factor = 2, max = 1s)`, `fixed(100ms)` or just `100ms`, `linear(50ms, max = 1s)`,
/// `decorrelated(50ms, 1s)`. Where a file leaves `max` out it is 1 s, or `base` if that is longer; `factor` is 2.
///
/// ```
/// use std::time::Duration;
/// use dyno::Backoff;
///
/// let (base, max) = (Duration::from_millis(50), Duration::from_secs(1));
/// assert_eq!(Backoff::default(), Backoff::Exponential { base, factor: 2.0, max });
/// assert_eq!(Backoff::from(base), Backoff::Fixed(base));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Backoff {
    /// Waits `base`, then `factor` times as long each time, at most `max`: after attempt k, `base * factor^(k - 1)`.
    Exponential {
        /// The first wait.
        base: Duration,
        /// What each wait is multiplied by, at least 1.
        factor: f64,
        /// The longest wait.
        max: Duration,
    },
    /// Waits the same time each time; zero tries again at once.
    Fixed(Duration),
    /// Waits `base` longer each time, at most `max`: after attempt k, `base * k`.
    Linear {
        /// The first wait, and what each wait is longer than the one before.
        base: Duration,
        /// The longest wait.
        max: Duration,
    },
    /// Waits anything from `base` to three times the last wait, at most `max`. It is random by itself, so the jitter adds
    /// nothing to it. From Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    Decorrelated {
        /// The shortest wait.
        base: Duration,
        /// The longest wait.
        max: Duration,
    },
    /// Asks the closure that was given, and takes its answer as it is: no jitter. Without one the default is computed; a
    /// panic of it ends the call.
    Custom,
}

const BASE: Duration = Duration::from_millis(50);
const FACTOR: f64 = 2.0;
const MAX: Duration = Duration::from_secs(1);

impl Default for Backoff {
    fn default() -> Self {
        Self::Exponential { base: BASE, factor: FACTOR, max: MAX }
    }
}

impl From<Duration> for Backoff {
    fn from(wait: Duration) -> Self {
        Self::Fixed(wait)
    }
}

impl Backoff {
    /// Waits `base`, then twice as long each time, at most 1 s or `base`, whichever is longer.
    #[must_use]
    pub const fn exponential(base: Duration) -> Self {
        Self::Exponential { base, factor: FACTOR, max: longer(MAX, base) }
    }

    /// Waits the same time each time.
    #[must_use]
    pub const fn fixed(wait: Duration) -> Self {
        Self::Fixed(wait)
    }

    /// Waits `base` longer each time, at most 1 s or `base`, whichever is longer.
    #[must_use]
    pub const fn linear(base: Duration) -> Self {
        Self::Linear { base, max: longer(MAX, base) }
    }

    /// Waits anything from `base` to three times the last wait, at most 1 s or `base`, whichever is longer.
    #[must_use]
    pub const fn decorrelated(base: Duration) -> Self {
        Self::Decorrelated { base, max: longer(MAX, base) }
    }

    /// Sets what each wait of an exponential back-off is multiplied by; the others have no factor.
    #[must_use]
    pub const fn factor(mut self, by: f64) -> Self {
        if let Self::Exponential { factor, .. } = &mut self {
            *factor = by;
        }
        self
    }

    /// Sets the longest wait; that of a fixed back-off is always the same.
    #[must_use]
    pub const fn max(mut self, longest: Duration) -> Self {
        if let Self::Exponential { max, .. } | Self::Linear { max, .. } | Self::Decorrelated { max, .. } = &mut self {
            *max = longest;
        }
        self
    }

    /// Computes the wait after this attempt, from 1. The `previous` wait (zero at first) and a random `u` in 0.0..1.0 matter
    /// to [`Backoff::Decorrelated`] alone. Whatever comes in, it ends at the maximum.
    pub(crate) fn delay(self, attempt: u32, previous: Duration, u: f64) -> Duration {
        match self {
            Self::Exponential { base, factor, max } => grown(base, factor, attempt.saturating_sub(1)).min(max),
            Self::Fixed(wait) => wait,
            Self::Linear { base, max } => base.saturating_mul(attempt.max(1)).min(max),
            Self::Decorrelated { base, max } => {
                let most = previous.max(base).saturating_mul(3);
                base.saturating_add(part(most.saturating_sub(base), u)).min(max)
            }
            Self::Custom => Self::default().delay(attempt, previous, u),
        }
    }

    /// Tells whether its waits are random already.
    pub(crate) fn is_random(self) -> bool {
        matches!(self, Self::Decorrelated { .. })
    }

    /// Tells whether a closure gives its waits.
    pub(crate) fn is_custom(self) -> bool {
        matches!(self, Self::Custom)
    }

    /// Says what it must be, if it cannot be as it is.
    pub(super) fn problem(self) -> Option<&'static str> {
        let (base, factor, max) = match self {
            Self::Exponential { base, factor, max } => (base, factor, max),
            Self::Linear { base, max } | Self::Decorrelated { base, max } => (base, 1.0, max),
            Self::Fixed(_) | Self::Custom => return None,
        };
        if base.is_zero() {
            return Some("a back-off whose first wait is longer than 0s; `fixed(0s)` tries again at once");
        }
        if !(factor >= 1.0 && factor.is_finite()) {
            return Some("a back-off whose `factor` is at least 1, and finite");
        }
        (max < base).then_some("a back-off whose `max` is at least as long as its first wait")
    }
}

/// `Ord::max`, which is not `const`.
const fn longer(one: Duration, other: Duration) -> Duration {
    if one.as_nanos() < other.as_nanos() { other } else { one }
}

/// A time multiplied so often; what is too long for a duration is for ever.
fn grown(base: Duration, factor: f64, times: u32) -> Duration {
    if times == 0 {
        return base;
    }
    let times = i32::try_from(times).unwrap_or(i32::MAX);
    Duration::try_from_secs_f64(base.as_secs_f64() * factor.powi(times)).unwrap_or(Duration::MAX)
}

impl Text for Backoff {
    fn write(&self) -> String {
        match self {
            Self::Exponential { base, factor, max } => {
                format!("exponential({}, factor = {factor}, max = {})", base.write(), max.write())
            }
            Self::Fixed(wait) => format!("fixed({})", wait.write()),
            Self::Linear { base, max } => format!("linear({}, max = {})", base.write(), max.write()),
            Self::Decorrelated { base, max } => format!("decorrelated({}, {})", base.write(), max.write()),
            Self::Custom => "custom".to_owned(),
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        let form = Form::read(text)?;
        let time = |given: Option<&str>| given.map(Duration::read).transpose();
        match form.name {
            "exponential" => {
                let [base, factor, max] = form.values(["base", "factor", "max"])?;
                let (base, max) = span(time(base)?, time(max)?);
                let factor = factor.map(number).transpose()?.unwrap_or(FACTOR);
                Ok(Self::Exponential { base, factor, max })
            }
            "fixed" => {
                let [wait] = form.values(["wait"])?;
                time(wait)?.map(Self::Fixed).ok_or_else(|| "`fixed` needs a wait, such as `fixed(100ms)`".to_owned())
            }
            "linear" | "decorrelated" => {
                let [base, max] = form.values(["base", "max"])?;
                let (base, max) = span(time(base)?, time(max)?);
                let is_linear = form.name == "linear";
                Ok(if is_linear { Self::Linear { base, max } } else { Self::Decorrelated { base, max } })
            }
            "custom" => form.values([]).map(|[]| Self::Custom),
            _ => Duration::read(text).map(Self::Fixed).map_err(|_| {
                format!(
                    "`{text}` is no back-off: write `exponential(50ms, factor = 2, max = 1s)`, `fixed(100ms)`, `linear(50ms, max = 1s)` or `decorrelated(50ms, 1s)`"
                )
            }),
        }
    }
}

/// The first and the longest wait, of which either may be left out.
fn span(base: Option<Duration>, max: Option<Duration>) -> (Duration, Duration) {
    let base = base.unwrap_or(BASE);
    (base, max.unwrap_or(MAX.max(base)))
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::Backoff;

    const ONCE: Duration = Duration::ZERO;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn waits(backoff: Backoff) -> [u128; 7] {
        [1, 2, 3, 4, 5, 6, u32::MAX].map(|attempt| backoff.delay(attempt, ONCE, 0.5).as_millis())
    }

    fn any_backoff() -> impl Strategy<Value = Backoff> {
        let (base, max, factor) = (any::<Duration>(), any::<Duration>(), proptest::num::f64::ANY);
        (base, max, factor, 0..5u8).prop_map(|(base, max, factor, kind)| match kind {
            0 => Backoff::Exponential { base, factor, max },
            1 => Backoff::Fixed(base),
            2 => Backoff::Linear { base, max },
            3 => Backoff::Decorrelated { base, max },
            _ => Backoff::Custom,
        })
    }

    #[test]
    fn each_grows_as_its_name_says() {
        assert_eq!(waits(Backoff::default()), [50, 100, 200, 400, 800, 1_000, 1_000]);
        let thrice = Backoff::Exponential { base: ms(10), factor: 3.0, max: ms(1_000) };
        assert_eq!(waits(thrice), [10, 30, 90, 270, 810, 1_000, 1_000]);
        let level = Backoff::Exponential { base: ms(10), factor: 1.0, max: ms(1_000) };
        assert_eq!(waits(level), [10; 7]);
        assert_eq!(waits(Backoff::Fixed(ms(100))), [100; 7]);
        let linear = Backoff::Linear { base: ms(50), max: ms(220) };
        assert_eq!(waits(linear), [50, 100, 150, 200, 220, 220, 220]);
        assert_eq!(waits(Backoff::Custom), waits(Backoff::default()));
    }

    #[test]
    fn decorrelated_goes_by_the_last_wait() {
        let backoff = Backoff::Decorrelated { base: ms(50), max: ms(1_000) };
        let after = |previous, u| backoff.delay(7, ms(previous), u).as_millis();
        assert_eq!([after(0, 0.0), after(0, 0.5)], [50, 100]);
        assert_eq!([after(100, 0.0), after(100, 0.5)], [50, 175]);
        assert_eq!(after(1_000, 0.9), 1_000);
    }

    #[test]
    fn a_wait_for_ever_has_no_end() {
        let (base, max) = (Duration::from_secs(u64::MAX / 2), Duration::MAX);
        assert_eq!(Backoff::Linear { base, max }.delay(3, ONCE, 0.0), max);
        assert_eq!(Backoff::Exponential { base, factor: 2.0, max }.delay(u32::MAX, ONCE, 0.0), max);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn doubling_is_exact(base in 1..10_000_000_000u64, max in 1..3_600_000_000_000u64, attempt in 1..80u32) {
            let backoff =
                Backoff::Exponential { base: Duration::from_nanos(base), factor: 2.0, max: Duration::from_nanos(max) };
            let exact = (u128::from(base) << (attempt - 1)).min(u128::from(max));
            let wait = backoff.delay(attempt, ONCE, 0.0).as_nanos();
            prop_assert!(wait.abs_diff(exact) <= 1, "{wait} for {exact}");
        }

        #[test]
        fn nothing_is_longer_than_the_maximum(
            backoff in any_backoff(),
            attempt in any::<u32>(),
            previous in any::<Duration>(),
            u in proptest::num::f64::ANY,
        ) {
            let wait = backoff.delay(attempt, previous, u);
            match backoff {
                Backoff::Exponential { max, .. } | Backoff::Linear { max, .. } | Backoff::Decorrelated { max, .. } => {
                    prop_assert!(wait <= max);
                }
                Backoff::Fixed(always) => prop_assert_eq!(wait, always),
                Backoff::Custom => prop_assert!(wait <= ms(1_000)),
            }
        }

        #[test]
        fn what_is_possible_begins_with_its_base_and_never_shrinks(
            base in 1..5_000u64,
            more in 0..5_000u64,
            factor in 1.0..10.0,
            attempt in 1..2_000u32,
            u in 0.0..1.0,
        ) {
            let (base, max) = (ms(base), ms(base + more));
            for backoff in [Backoff::Exponential { base, factor, max }, Backoff::Linear { base, max }] {
                prop_assert_eq!(backoff.problem(), None);
                prop_assert_eq!(backoff.delay(1, ONCE, u), base);
                prop_assert!(backoff.delay(attempt, ONCE, u) <= backoff.delay(attempt + 1, ONCE, u));
            }
            let previous = ms(u64::from(attempt));
            let wait = Backoff::Decorrelated { base, max }.delay(attempt, previous, u);
            prop_assert!(base <= wait && wait <= previous.max(base) * 3);
        }
    }
}
