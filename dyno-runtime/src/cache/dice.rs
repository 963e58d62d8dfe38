//! The dice that decide who renews a value: each thread throws its own, or all of them those of one seed. Neither takes a lock.

use crate::stats::{STEP, mixed};
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

#[expect(clippy::cast_precision_loss, reason = "as many bits as fit")]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::Dice;

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
