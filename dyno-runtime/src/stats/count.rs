//! A counter that one thread owns, or all share.

use crate::sync::{AtomicU64, Ordering};

/// Counts up. Whoever reads a count sees everything that its counter did before.
#[derive(Debug)]
pub(crate) struct Count(AtomicU64);

impl Count {
    /// Counts one, by the owner alone: no other thread may write.
    #[inline]
    pub(crate) fn bump(&self) {
        self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(1), Ordering::Release);
    }

    /// Counts so many, by the owner alone or by whoever comes.
    pub(crate) fn add(&self, more: u64, is_owner: bool) {
        if is_owner {
            self.0.store(self.0.load(Ordering::Relaxed).wrapping_add(more), Ordering::Release);
        } else {
            self.0.fetch_add(more, Ordering::Release);
        }
    }

    /// Replaces what was counted.
    pub(crate) fn set(&self, count: u64) {
        self.0.store(count, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

impl Default for Count {
    fn default() -> Self {
        Self(AtomicU64::new(0))
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::Arc;
    use loom::thread;

    use super::Count;

    /// What begins on one stripe and ends on another is never seen to have ended only, if ends are read first.
    #[test]
    fn loom_the_gauge_is_never_negative() {
        loom::model(|| {
            let counts: Arc<[Count; 4]> = Arc::default();
            let calls: Vec<_> = [(0, 3), (1, 2)]
                .into_iter()
                .map(|(start, end)| {
                    let counts = Arc::clone(&counts);
                    thread::spawn(move || {
                        counts[start].bump();
                        counts[end].bump();
                    })
                })
                .collect();
            let ended = counts[2].get() + counts[3].get();
            let started = counts[0].get() + counts[1].get();
            assert!(started >= ended);
            for call in calls {
                call.join().unwrap();
            }
            assert_eq!(counts.each_ref().map(Count::get), [1; 4]);
        });
    }

    #[test]
    fn loom_a_shared_count_loses_nothing() {
        loom::model(|| {
            let count = Arc::new(Count::default());
            let other = Arc::clone(&count);
            let other = thread::spawn(move || other.add(2, false));
            count.add(3, false);
            other.join().unwrap();
            assert_eq!(count.get(), 5);
        });
    }
}
