//! The dice that decide who renews a value: each thread throws its own, or all of them those of one seed. Neither takes a lock.

use crate::sync::plain::{AtomicU64, Ordering::Relaxed};

#[derive(Debug)]
pub(super) enum Dice {
    /// Those of each thread.
    OfThreads,
    /// Those of a seed, in the order in which they are thrown.
    Seeded(AtomicU64),
}

impl Dice {
    pub(super) fn new(seed: Option<u64>) -> Self {
        seed.map_or(Self::OfThreads, |seed| Self::Seeded(AtomicU64::new(seed)))
    }

    /// In 0.0..1.0.
    pub(super) fn throw(&self) -> f64 {
        match self {
            Self::OfThreads => fastrand::f64(),
            Self::Seeded(state) => unit(mixed(state.fetch_add(STEP, Relaxed))),
        }
    }
}

/// 2^64 over the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64` (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
fn mixed(state: u64) -> u64 {
    let mixed = state.wrapping_add(STEP);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "as many bits as fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::{Dice, mixed};

    #[test]
    fn they_are_as_published() {
        let first = [0, super::STEP, super::STEP.wrapping_mul(2)].map(mixed);
        assert_eq!(first, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]);
    }

    #[test]
    fn they_are_fair() {
        for dice in [Dice::new(None), Dice::new(Some(7)), Dice::new(Some(0))] {
            let mut tenths = [0_u32; 10];
            for _ in 0..100_000 {
                let thrown = dice.throw();
                assert!((0.0..1.0).contains(&thrown));
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below 10")]
                let tenth = (thrown * 10.0) as usize;
                tenths[tenth] += 1;
            }
            assert!(tenths.iter().all(|count| (9_500..10_500).contains(count)), "{tenths:?}");
        }
    }
}
