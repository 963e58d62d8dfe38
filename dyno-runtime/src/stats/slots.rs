//! Log-linear slots for durations: four an octave, from 8 ns to 137 s, in 512 bytes.

use std::time::Duration;

use crate::stats::rank;
use crate::stats::window::Merge;

/// How many slots there are.
pub(crate) const SLOTS: usize = 128;

/// How many slots an octave has; the first of octave `n` begins at 32 * (2^n - 1) ns.
pub(crate) const OCTAVE: usize = 4;

/// Counts of durations by slot.
#[derive(Clone, Debug)]
pub(crate) struct Slots([u32; SLOTS]);

/// The slot of a duration in nanoseconds. Steps are of 8 ns; the offset of 4 steps keeps the first octave linear.
pub(crate) fn slot_of(nanos: u64) -> usize {
    let steps = (nanos >> 3) + 4;
    let octave = steps.ilog2() - 2;
    let within = (steps >> octave) & 3;
    (octave as usize * 4 + usize::try_from(within).unwrap_or(3)).min(SLOTS - 1)
}

impl Slots {
    pub(crate) fn add(&mut self, slot: usize, count: u32) {
        self.0[slot] = self.0[slot].saturating_add(count);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|&count| u64::from(count)).sum()
    }

    /// How many are longer: those of later slots are, and those of the same one may be.
    #[cfg(feature = "command")]
    pub(crate) fn above(&self, nanos: u64) -> (u64, u64) {
        let slot = slot_of(nanos);
        let later: u64 = self.0[slot + 1..].iter().map(|&count| u64::from(count)).sum();
        (later, later + u64::from(self.0[slot]))
    }

    /// The durations below which these shares (0.0..=1.0, the smallest first) of all lie, by nearest rank; `None` when empty. Within
    /// 12.5 % from 224 ns up, and within 18 ns below.
    #[cfg(feature = "command")]
    pub(crate) fn quantiles<const N: usize>(&self, rising: [f64; N]) -> [Option<Duration>; N] {
        let count = self.count();
        let (mut slot, mut seen) = (0, u64::from(self.0[0]));
        rising.map(|quantile| {
            let rank = rank::nearest(quantile * 100.0, count);
            while seen < rank && slot + 1 < SLOTS {
                slot += 1;
                seen += u64::from(self.0[slot]);
            }
            (seen >= rank).then(|| value_of(slot))
        })
    }

    /// The same as [`Slots::at`] where the greatest is known: what is in the last slot, which has no end, is as if it were spread evenly up to that.
    #[cfg(feature = "stats")]
    pub(crate) fn below(&self, rank: u64, max: Duration) -> Option<Duration> {
        let (open, count) = (Duration::from_nanos(low(SLOTS - 1)), self.count());
        let inside = u64::from(self.0[SLOTS - 1]);
        // Where all are as if the slot had an end, it is one like the others.
        if rank > count || rank + inside <= count || max < Duration::from_nanos(low(SLOTS)) {
            return self.at(rank);
        }
        #[expect(clippy::cast_precision_loss, reason = "a share of less than 2^32")]
        let share = (rank + inside - count) as f64 / inside as f64;
        Some(open + (max.saturating_sub(open)).mul_f64(share))
    }

    /// What stands for the duration of a rank, from 1; `None` when there are not so many.
    #[cfg(feature = "stats")]
    pub(crate) fn at(&self, rank: u64) -> Option<Duration> {
        let mut seen = 0;
        self.0
            .iter()
            .position(|&in_slot| {
                seen += u64::from(in_slot);
                seen >= rank
            })
            .map(value_of)
    }

    /// Each slot that is not empty: from when on, where the next begins, and how many.
    #[cfg(feature = "stats")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, u64, u32)> {
        let counts = self.0.iter().enumerate().filter(|(_, count)| **count > 0);
        counts.map(|(slot, count)| (low(slot), if slot + 1 < SLOTS { low(slot + 1) } else { u64::MAX }, *count))
    }
}

impl Default for Slots {
    fn default() -> Self {
        Self([0; SLOTS])
    }
}

impl Merge for Slots {
    fn merge(&mut self, other: &Self) {
        for (slot, count) in other.0.iter().enumerate() {
            self.add(slot, *count);
        }
    }
}

/// Stands for all durations of a slot: the harmonic mean of its ends has the smallest relative error at both.
fn value_of(slot: usize) -> Duration {
    let (low, high) = (u128::from(low(slot)), u128::from(low(slot + 1)));
    let mean = 2 * low * high / (low + high);
    Duration::from_nanos(u64::try_from(mean).unwrap_or(u64::MAX))
}

/// Where a slot begins, in nanoseconds.
fn low(slot: usize) -> u64 {
    let (octave, within) = (slot / 4, slot as u64 % 4);
    (((4 + within) << octave) - 4) * 8
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{SLOTS, Slots, slot_of, value_of};

    #[test]
    fn slots_rise_with_durations_and_hold_them() {
        let mut last = 0;
        for shift in 0..60 {
            for eighth in 0..8 {
                let slot = slot_of((8 + eighth) << shift);
                assert!(slot >= last && slot < SLOTS, "{shift} {eighth}");
                last = slot;
            }
        }
        assert_eq!(slot_of(0), 0);
        assert_eq!(slot_of(u64::MAX), SLOTS - 1);
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any durations will do")]
    fn a_slot_stands_for_its_durations_within_an_eighth() {
        for nanos in
            (0..900).map(|step| (224.0 * 1.0225_f64.powi(step)) as u64).filter(|nanos| *nanos < 130_000_000_000)
        {
            let value = value_of(slot_of(nanos)).as_nanos();
            let off = value.abs_diff(u128::from(nanos));
            assert!(off * 8 <= u128::from(nanos), "{nanos} ns read as {value}");
        }
        for nanos in 0..224u64 {
            let value = value_of(slot_of(nanos)).as_nanos();
            assert!(value.abs_diff(u128::from(nanos)) <= 18, "{nanos} ns read as {value}");
        }
    }

    #[cfg(feature = "command")]
    #[test]
    fn quantiles_go_by_nearest_rank() {
        let mut slots = Slots::default();
        assert_eq!(slots.quantiles([0.5, 1.0]), [None; 2]);
        slots.add(slot_of(1_000_000), 99);
        slots.add(slot_of(1_000_000_000), 1);
        let near = |value: Option<Duration>, ms: u128| {
            value.unwrap().as_nanos().abs_diff(ms * 1_000_000) * 8 <= ms * 1_000_000
        };
        let [least, most, above, all] = slots.quantiles([0.0, 0.99, 0.991, 1.0]);
        assert!(near(least, 1) && near(most, 1), "{least:?} {most:?}");
        assert!(near(above, 1000) && near(all, 1000), "{above:?} {all:?}");
    }
}
