//! Mean and variance in one pass: by Chan's rule for two sets, of which Welford's is that for a set and one more. Sums are [`Twofold`], because one
//! number far off the others would leave nothing of theirs.

use std::time::Duration;

use crate::stats::twofold::Twofold;

/// Describes numbers that go by, and keeps none of them: count, mean, variance, least and greatest, in eight words.
///
/// Why: a sum of squares loses what it is asked for. Of 10⁹ + 4, 7, 13 and 16 it gives a variance below zero; this gives 22.5.
/// Nor does a number that is far off the others, be it the first, cost a digit of what is told.
///
/// ```
/// use dyno::Moments;
///
/// let mut moments: Moments = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0].into_iter().collect();
/// assert_eq!((moments.mean(), moments.variance()), (Some(1e9 + 10.0), Some(22.5)));
///
/// moments.record(f64::NAN); // what is no number tells nothing of the others
/// assert_eq!((moments.count(), moments.left_out()), (4, 1));
/// ```
///
/// Durations count in seconds: `moments.extend([took])`. NaN and the infinities are left out and counted apart, so that
/// all that is told is finite, as long as numbers are below 10¹⁵⁰. Of nothing there is nothing to tell: `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    left_out: u64,
    sum: Twofold,
    /// The sum of the squares of what each is off the mean.
    squares: Twofold,
    min: f64,
    max: f64,
}

impl Moments {
    /// Makes one that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a number.
    pub fn record(&mut self, value: f64) {
        if value.is_finite() {
            let (sum, squares) = (value.into(), Twofold::default());
            self.merge(&Self { count: 1, left_out: 0, sum, squares, min: value, max: value });
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    /// Takes in all that another one has seen.
    #[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
    pub fn merge(&mut self, other: &Self) {
        let left_out = self.left_out.saturating_add(other.left_out);
        if self.count == 0 || other.count == 0 {
            *self = Self { left_out, ..if self.count == 0 { *other } else { *self } };
            return;
        }
        let count = self.count.saturating_add(other.count);
        let off = (other.exact_mean() - self.exact_mean()).value();
        let share = other.count as f64 / count as f64;
        *self = Self {
            count,
            left_out,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares + Twofold::from(off * off * share * self.count as f64),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        };
    }

    /// Tells how many numbers were taken in.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Tells how many were left out, because they are NaN or infinite.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Tells the arithmetic mean.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        // Rounded, it may be a trifle out of what it is the mean of.
        self.of(|it| it.exact_mean().value().clamp(it.min, it.max))
    }

    /// Tells the variance of these numbers: the mean square of what each is off their mean.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
        self.of(|it| it.squares.value() / it.count as f64)
    }

    /// Estimates the variance of all those of which these are a sample: [`Moments::variance`] times n / (n - 1). `None` below two.
    #[must_use]
    pub fn sample_variance(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
        self.of(|it| it.squares.value() / (it.count - 1) as f64).filter(|_| self.count > 1)
    }

    /// Tells the standard deviation: the square root of [`Moments::variance`].
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Tells the least.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        self.of(|it| it.min)
    }

    /// Tells the greatest.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        self.of(|it| it.max)
    }

    #[expect(clippy::cast_precision_loss, reason = "nobody counts so far")]
    fn exact_mean(&self) -> Twofold {
        if self.count == 1 { self.sum } else { self.sum.over(self.count as f64) }
    }

    fn of(&self, tell: impl FnOnce(&Self) -> f64) -> Option<f64> {
        (self.count > 0).then(|| tell(self))
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.record(value));
    }
}

impl Extend<Duration> for Moments {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, values: I) {
        self.extend(values.into_iter().map(|value| value.as_secs_f64()));
    }
}

impl<T> FromIterator<T> for Moments
where
    Self: Extend<T>,
{
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut moments = Self::default();
        moments.extend(values);
        moments
    }
}
