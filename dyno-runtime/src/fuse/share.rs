//! Which keys are let through where a share of them is: always the same ones, on every machine and after every start.

use std::hash::{Hash, Hasher};

use crate::stats::mixed;

/// A share in 0.0..=1.0, as a number that is compared with hashes of keys: it lets in whoever is below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of 2^64, at most"
)]
pub(super) fn threshold(share: f64) -> u64 {
    (share * u64::MAX as f64) as u64
}

/// The place of a key among all of them, other for each fuse, so that not the same keys are in every experiment.
pub(super) fn place<K: Hash + ?Sized>(fuse: &str, key: &K) -> u64 {
    let mut hasher = Fnv::default();
    hasher.write(fuse.as_bytes());
    hasher.write_u8(0);
    key.hash(&mut hasher);
    hasher.finish()
}

/// FNV-1a (G. Fowler, L. C. Noll and K.-P. Vo), whose result is spread by [`mixed`]. The standard hashers may be others in the next release, and then other keys would be let in. Numbers are written in one order
/// and width whatever the machine is; slices of them are not, because `Hash` hands over their bytes at once.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.write(&number.to_le_bytes());
    }

    fn write_u32(&mut self, number: u32) {
        self.write(&number.to_le_bytes());
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_u128(&mut self, number: u128) {
        self.write(&number.to_le_bytes());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }

    fn finish(&self) -> u64 {
        mixed(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{place, threshold};

    #[test]
    fn places_are_what_they_always_were() {
        let places = [place("search", "ada"), place("search", &7_u32), place("other", "ada")];
        assert_eq!(places, [10_102_427_677_393_071_642, 10_642_361_476_094_265_307, 5_108_684_402_425_705_344]);
    }

    #[test]
    fn a_share_of_the_keys_is_that_share() {
        for share in [0.0, 0.01, 0.1, 0.5, 0.99, 1.0] {
            let inside = (0..100_000_u32).filter(|key| place("search", key) < threshold(share)).count();
            #[expect(clippy::cast_precision_loss, reason = "there are 100,000")]
            let found = inside as f64 / 100_000.0;
            assert!((found - share).abs() < 0.005, "{found} of {share}");
        }
    }

    #[test]
    fn more_than_before_are_those_of_before_and_others() {
        let inside = |share| (0..10_000_u32).filter(|key| place("search", key) < threshold(share)).collect::<Vec<_>>();
        let (few, more) = (inside(0.1), inside(0.2));
        assert!(few.iter().all(|key| more.contains(key)) && few.len() < more.len());
    }

    #[test]
    fn experiments_do_not_share_their_keys() {
        let both = (0..100_000_u32).filter(|key| ["one", "two"].iter().all(|fuse| place(fuse, key) < threshold(0.1)));
        assert!((800..1_200).contains(&both.count()), "a tenth of a tenth");
    }
}
