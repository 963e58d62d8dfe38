//! A set of numbers, described exactly.

use std::time::Duration;

use crate::stats::{Moments, rank};

/// Describes a set of numbers exactly: count, mean, variance, least, greatest, median and percentiles. It keeps all of them, sorted.
///
/// Why: what a mean hides the percentiles show, and those of a few measurements should be told from the measurements and not from
/// an estimate. For numbers without end there are [`Moments`], and [`Histogram`](crate::Histogram) for durations.
///
/// ```
/// use std::time::Duration;
/// use dyno::Summary;
///
/// let summary: Summary = [15.0, 20.0, 35.0, 40.0, 50.0].into_iter().collect();
/// assert_eq!((summary.mean(), summary.median()), (Some(32.0), Some(35.0)));
/// assert_eq!((summary.percentile(40.0), summary.interpolated(40.0)), (Some(20.0), Some(29.0)));
/// assert_eq!(summary.percentile(100.0), summary.max());
///
/// let seconds: Summary = [Duration::from_millis(250), Duration::from_millis(750)].into_iter().collect();
/// assert_eq!(seconds.mean(), Some(0.5));
/// assert_eq!(Summary::default().median(), None);
/// ```
///
/// Durations count in seconds. NaN and the infinities are left out and counted apart ([`Moments::left_out`] of its [`moments`](Summary::moments)), and mean and
/// variance are told as those tell them: of numbers below 10¹⁵⁰. Of nothing there is nothing to tell: `None`. To add
/// numbers is to sort them in: collect them first, and describe them then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    sorted: Vec<f64>,
    moments: Moments,
}

impl Summary {
    /// Takes in all that another one describes.
    pub fn merge(&mut self, other: &Self) {
        self.sorted.extend(&other.sorted);
        self.sorted.sort_by(f64::total_cmp);
        self.moments.merge(&other.moments);
    }

    /// Tells what does not need the numbers themselves: count, mean, variance, least and greatest.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Lists the numbers, the least first.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// Tells how many numbers there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// Tells the arithmetic mean.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        self.moments.mean()
    }

    /// Tells the variance: [`Moments::variance`].
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.moments.variance()
    }

    /// Tells the least.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        self.sorted.first().copied()
    }

    /// Tells the greatest.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        self.sorted.last().copied()
    }

    /// Tells what is in the middle; of an even number, the mean of the two that are.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.interpolated(50.0)
    }

    /// Tells a percentile (0 to 100) by nearest rank: the least of the numbers at or below which so large a share of them lies. 0 is the
    /// least, 100 the greatest; what is out of range is taken for the nearest, and NaN for nothing.
    #[must_use]
    pub fn percentile(&self, percentile: f64) -> Option<f64> {
        let rank = rank::nearest(percentile, self.sorted.len() as u64);
        let at = usize::try_from(rank - 1).ok()?;
        self.sorted.get(at).copied().filter(|_| !percentile.is_nan())
    }

    /// Tells a percentile (0 to 100) between the two numbers nearest to it, in proportion: type 7 of Hyndman and Fan (1996), which
    /// spreadsheets have. What is out of range is taken for the nearest, and NaN for nothing.
    #[must_use]
    pub fn interpolated(&self, percentile: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        #[expect(clippy::cast_precision_loss, reason = "nobody keeps so many")]
        let at = percentile.clamp(0.0, 100.0) * last as f64 / 100.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and the last")]
        let (below, above) = (self.sorted[at.floor() as usize], self.sorted[(at.ceil() as usize).min(last)]);
        let share = at.fract();
        // Two products, because the difference of two large numbers may be infinite.
        let between = below * (1.0 - share) + above * share;
        (!percentile.is_nan()).then(|| between.clamp(below, above))
    }
}

impl Extend<f64> for Summary {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        let Self { sorted, moments } = self;
        sorted.extend(values.into_iter().inspect(|value| moments.record(*value)).filter(|value| value.is_finite()));
        sorted.sort_by(f64::total_cmp);
    }
}

impl Extend<Duration> for Summary {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, values: I) {
        self.extend(values.into_iter().map(|value| value.as_secs_f64()));
    }
}

impl<T> FromIterator<T> for Summary
where
    Self: Extend<T>,
{
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut summary = Self::default();
        summary.extend(values);
        summary
    }
}
