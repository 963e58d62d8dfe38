//! A count that belongs to a generation: what comes late is not counted.

use crate::sync::{AtomicU64, Ordering};

const TAG_BITS: u32 = 24;
const ONE: u64 = 1 << TAG_BITS;

/// A count that wraps at 2^40, in one word with the low 24 bits of its generation. It is never reset by others than its
/// counters: readers take the difference to what they saw before.
#[derive(Debug, Default)]
pub(crate) struct Tagged(AtomicU64);

/// What was read of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen(u64);

impl Tagged {
    /// Counts one in `generation`, by the owner alone.
    #[inline]
    pub(crate) fn bump(&self, generation: u64) {
        let word = self.0.load(Ordering::Relaxed);
        if same(word, generation) {
            self.0.store(word.wrapping_add(ONE), Ordering::Release);
        } else {
            self.begin(generation);
        }
    }

    #[cold]
    fn begin(&self, generation: u64) {
        self.0.store(counted(0, generation), Ordering::Release);
    }

    /// Counts one in `generation`, unless a later one has begun here.
    pub(crate) fn add(&self, generation: u64) {
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
            let ahead = (word.wrapping_sub(generation)) << (64 - TAG_BITS);
            // Ahead by less than half of all tags, and not by none.
            let is_late = ahead != 0 && ahead >> 63 == 0;
            (!is_late).then(|| counted(word, generation))
        });
    }

    pub(crate) fn read(&self) -> Seen {
        Seen(self.0.load(Ordering::Acquire))
    }
}

impl Seen {
    /// How many were counted in `generation` since `before` was seen.
    pub(crate) fn since(self, before: Self, generation: u64) -> u64 {
        if !same(self.0, generation) {
            return 0;
        }
        let base = if same(before.0, generation) { before.0 } else { tag(generation) };
        (self.0.wrapping_sub(base)) >> TAG_BITS
    }
}

/// A word one further; in another generation than its own it begins at one.
#[inline]
fn counted(word: u64, generation: u64) -> u64 {
    if same(word, generation) { word.wrapping_add(ONE) } else { tag(generation) | ONE }
}

#[inline]
fn same(word: u64, generation: u64) -> bool {
    (word ^ generation) << (64 - TAG_BITS) == 0
}

fn tag(generation: u64) -> u64 {
    generation & (ONE - 1)
}

#[cfg(all(test, not(dyno_loom)))]
mod tests {
    use super::{ONE, Seen, Tagged};

    #[test]
    fn a_count_goes_on_in_its_generation_and_begins_anew_in_the_next() {
        let tagged = Tagged::default();
        tagged.bump(1);
        tagged.bump(1);
        let seen = tagged.read();
        assert_eq!((seen.since(Seen::default(), 1), seen.since(Seen::default(), 2)), (2, 0));
        tagged.bump(1);
        assert_eq!(tagged.read().since(seen, 1), 1);
        tagged.bump(2);
        assert_eq!((tagged.read().since(seen, 1), tagged.read().since(seen, 2)), (0, 1));
    }

    #[test]
    fn what_is_shared_only_goes_forward() {
        let tagged = Tagged::default();
        for (generation, counted) in [(7, 1), (7, 2), (6, 2), (ONE - 1, 2)] {
            tagged.add(generation);
            assert_eq!(tagged.read().since(Seen::default(), 7), counted, "{generation}");
        }
        tagged.add(8);
        assert_eq!(tagged.read().since(Seen::default(), 8), 1);
    }

    #[test]
    fn tags_and_counts_wrap() {
        let tagged = Tagged::default();
        tagged.add(ONE - 1);
        tagged.add(ONE);
        assert_eq!(tagged.read().since(Seen::default(), ONE), 1);
        let (nearly, over) = (Seen(u64::MAX << 24), Seen(3 << 24));
        assert_eq!(over.since(nearly, ONE), 4);
    }
}

#[cfg(all(test, dyno_loom))]
mod loom_tests {
    use loom::sync::Arc;
    use loom::thread;

    use super::{Seen, Tagged};
    use crate::sync::{AtomicU64, Ordering};

    /// A generation ends while an owner counts and a reader takes what was counted for a bucket.
    #[test]
    fn loom_nothing_is_lost_and_nothing_comes_late() {
        loom::model(|| {
            let shared = Arc::new((AtomicU64::new(1), Tagged::default()));
            let counter = thread::spawn({
                let shared = Arc::clone(&shared);
                move || {
                    let (present, tagged) = &*shared;
                    let mut counted = [0; 3];
                    for _ in 0..2 {
                        let admitted = present.load(Ordering::Acquire);
                        if present.load(Ordering::Acquire) == admitted {
                            tagged.bump(admitted);
                            counted[usize::try_from(admitted).unwrap()] += 1;
                        }
                    }
                    counted
                }
            });
            let (present, tagged) = &*shared;
            let bucket = tagged.read();
            let turned = bucket.since(Seen::default(), 1);
            present.store(2, Ordering::Release);
            let early = tagged.read();
            let counted = counter.join().unwrap();
            let end = tagged.read();
            assert!(turned <= counted[1]);
            assert_eq!(early.since(bucket, 2) + end.since(early, 2), counted[2]);
            assert_eq!(end.since(bucket, 1) > 0, counted[2] == 0 && counted[1] > turned);
        });
    }

    #[test]
    fn loom_a_shared_count_is_never_set_back() {
        loom::model(|| {
            let tagged = Arc::new(Tagged::default());
            let late = Arc::clone(&tagged);
            let late = thread::spawn(move || late.add(1));
            tagged.add(2);
            late.join().unwrap();
            assert_eq!(tagged.read().since(Seen::default(), 2), 1);
        });
    }
}
