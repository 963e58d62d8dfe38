//! A counter that belongs to a generation: what comes late is not counted.

use crate::sync::{AtomicU64, Ordering};

const COUNT_BITS: u32 = 40;
const COUNT: u64 = (1 << COUNT_BITS) - 1;

/// A count of up to 2^40 in one word with the low 24 bits of its generation.
#[derive(Debug)]
pub(crate) struct Tagged(AtomicU64);

impl Tagged {
    pub(crate) fn new(generation: u64) -> Self {
        Self(AtomicU64::new(tag(generation)))
    }

    /// Counts one, unless the generation is over.
    pub(crate) fn add(&self, generation: u64) -> bool {
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
                (word & !COUNT == tag(generation)).then_some(word + 1)
            })
            .is_ok()
    }

    /// Takes out what was counted, and begins at zero in `generation`.
    pub(crate) fn take(&self, generation: u64) -> u64 {
        self.0.swap(tag(generation), Ordering::AcqRel) & COUNT
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire) & COUNT
    }
}

fn tag(generation: u64) -> u64 {
    generation << COUNT_BITS
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::Arc;
    use loom::thread;

    use super::Tagged;

    #[test]
    fn loom_nothing_is_lost_and_nothing_comes_late() {
        loom::model(|| {
            let tagged = Arc::new(Tagged::new(1));
            let adders: Vec<_> = (0..2)
                .map(|_| {
                    let tagged = Arc::clone(&tagged);
                    thread::spawn(move || u64::from(tagged.add(1)))
                })
                .collect();
            let folded = tagged.take(1) + tagged.take(2);
            let counted: u64 = adders.into_iter().map(|adder| adder.join().unwrap()).sum();
            assert_eq!(folded, counted);
            assert_eq!(tagged.count(), 0);
            assert!(tagged.add(2));
            assert_eq!(tagged.count(), 1);
        });
    }
}
