//! How samples are spread.

use serde::Serialize;

/// Quantiles of samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) p25: f64,
    pub(crate) median: f64,
    pub(crate) p75: f64,
    /// How many there were.
    pub(crate) samples: usize,
}

impl Spread {
    /// Sorts the samples; nothing comes of none.
    pub(crate) fn of(samples: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut samples: Vec<f64> = samples.into_iter().collect();
        samples.sort_unstable_by(f64::total_cmp);
        let last = samples.len().checked_sub(1)?;
        let quarter = |quarters: usize| samples[last * quarters / 4];
        Some(Self { min: quarter(0), p25: quarter(1), median: quarter(2), p75: quarter(3), samples: samples.len() })
    }

    /// Sorts the ratios of samples that were taken in the same round.
    pub(crate) fn of_ratios(samples: &[Option<f64>], peers: &[Option<f64>]) -> Option<Self> {
        let pairs = samples.iter().zip(peers).filter_map(|(sample, peer)| sample.zip(*peer));
        Self::of(pairs.map(|(sample, peer)| sample / peer))
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn quantiles_are_samples() {
        let spread = Spread::of([5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(spread, Some(Spread { min: 1.0, p25: 2.0, median: 3.0, p75: 4.0, samples: 5 }));
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn ratios_are_those_of_a_round() {
        let spread = Spread::of_ratios(&[Some(1.0), None, Some(3.0)], &[Some(2.0), Some(1.0), Some(6.0)]);
        assert_eq!(spread, Some(Spread { min: 0.5, p25: 0.5, median: 0.5, p75: 0.5, samples: 2 }));
    }
}
