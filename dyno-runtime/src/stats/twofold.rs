//! A number as the sum of two, of which sums lose next to nothing: 106 bits (T. J. Dekker, "A floating-point technique for extending the available
//! precision", Numerische Mathematik 18, 1971).

use std::ops::{Add, Neg, Sub};

/// What is left of `high` stands in `low`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Twofold {
    high: f64,
    low: f64,
}

impl Twofold {
    /// As one number.
    pub(super) fn value(self) -> f64 {
        self.high + self.low
    }

    /// Divides it.
    pub(super) fn over(self, divisor: f64) -> Self {
        let high = self.high / divisor;
        let left = (-high).mul_add(divisor, self.high) + self.low;
        Self::normal(high, left / divisor)
    }

    /// Of a large number and a small one.
    fn normal(large: f64, small: f64) -> Self {
        let high = large + small;
        Self { high, low: small - (high - large) }
    }

    /// Of any two (D. E. Knuth, "The Art of Computer Programming", volume 2, 4.2.2).
    fn exact(one: f64, other: f64) -> Self {
        let high = one + other;
        let others = high - one;
        Self { high, low: (one - (high - others)) + (other - others) }
    }
}

impl From<f64> for Twofold {
    fn from(number: f64) -> Self {
        Self { high: number, low: 0.0 }
    }
}

impl Add for Twofold {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (highs, lows) = (Self::exact(self.high, other.high), Self::exact(self.low, other.low));
        let sum = Self::normal(highs.high, highs.low + lows.high);
        Self::normal(sum.high, sum.low + lows.low)
    }
}

impl Neg for Twofold {
    type Output = Self;

    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl Sub for Twofold {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

#[cfg(test)]
mod tests {
    use super::Twofold;

    #[test]
    fn what_is_small_is_there_after_what_is_large() {
        let [large, small] = [1e20, 1e-5].map(Twofold::from);
        assert_eq!((large + small - large).value().to_bits(), 1e-5_f64.to_bits());
        let third = Twofold::from(1.0).over(3.0);
        assert!((third + third + third - Twofold::from(1.0)).value().abs() < 1e-31);
    }
}
