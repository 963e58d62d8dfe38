//! A mean that follows what it is told, and forgets.

use crate::error::SettingsError;

/// Smooths numbers that go by: an exponentially weighted moving average, in which each number counts for less with each that follows.
///
/// Why: the mean of all says what was, and the last one is an accident; this says what is usual now, and keeps one number.
///
/// ```
/// let mut usual = dyno::Ewma::new(0.25)?;
/// assert_eq!(usual.value(), None);
/// for took in [8.0, 8.0, 16.0, f64::NAN] {
///     usual.record(took);
/// }
/// assert_eq!(usual.value(), Some(10.0));
/// # Ok::<(), dyno::SettingsError>(())
/// ```
///
/// The first number is the value, and each that follows moves it by its weight: value + weight × (number - value). NaN and the infinities
/// are left out: they would never be forgotten. Record durations by `as_secs_f64()`. It counts numbers, not time: ten in a
/// second or in a day are the same ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ewma {
    weight: f64,
    value: Option<f64>,
}

impl Ewma {
    /// Makes one in which each number weighs so much: more than 0, and at most 1, which is the last number itself. To smooth over the
    /// last n or so, take 2 / (n + 1).
    ///
    /// # Errors
    ///
    /// [`SettingsError::OutOfRange`].
    pub fn new(weight: f64) -> Result<Self, SettingsError> {
        if weight > 0.0 && weight <= 1.0 {
            return Ok(Self { weight, value: None });
        }
        Err(SettingsError::OutOfRange {
            subject: "ewma".into(),
            setting: "weight",
            given: weight.to_string(),
            expected: "more than 0, and at most 1",
        })
    }

    /// Takes in a number.
    pub fn record(&mut self, number: f64) {
        if number.is_finite() {
            let before = self.value.unwrap_or(number);
            // Two products, because the difference of two large numbers may be infinite. Rounded, they may be a trifle outside of both.
            let after = before * (1.0 - self.weight) + number * self.weight;
            let after = after.clamp(before.min(number), before.max(number));
            self.value = Some(after);
        }
    }

    /// Tells the average, or `None` if nothing was taken in.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.value
    }
}
