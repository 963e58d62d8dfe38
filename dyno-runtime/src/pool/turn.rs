//! Whose turn it is to do what several ask for.

use crate::sync::{AtomicU64, Ordering};

/// Whose turn it is to poll: one thread's at a time, which polls again if somebody else was woken meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Turn(AtomicU64);

impl Turn {
    const NOBODYS: u64 = 0;
    const TAKEN: u64 = 1;
    const AGAIN: u64 = 2;

    /// Takes the turn, or leaves it to whoever has it to poll again.
    pub(crate) fn take(&self) -> bool {
        let taken = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |turn| match turn {
            Self::NOBODYS => Some(Self::TAKEN),
            _ => Some(Self::AGAIN),
        });
        taken == Ok(Self::NOBODYS)
    }

    /// Gives the turn back; `false` if there is more to do.
    pub(crate) fn give_back(&self) -> bool {
        let given = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |turn| match turn {
            Self::AGAIN => Some(Self::TAKEN),
            _ => Some(Self::NOBODYS),
        });
        given != Ok(Self::AGAIN)
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::Arc;
    use loom::sync::atomic::{AtomicU64, Ordering};
    use loom::thread;

    use super::Turn;

    #[derive(Default)]
    struct Asked {
        turn: Turn,
        asked: AtomicU64,
        seen: AtomicU64,
    }

    impl Asked {
        fn ask(&self) {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if !self.turn.take() {
                return;
            }
            loop {
                // By one thread at a time, so that nothing can come between.
                let before = self.seen.load(Ordering::Relaxed);
                let asked = self.asked.load(Ordering::Relaxed);
                assert!(before <= asked);
                self.seen.store(asked, Ordering::Relaxed);
                if self.turn.give_back() {
                    return;
                }
            }
        }
    }

    #[test]
    fn loom_nobody_asks_in_vain() {
        loom::model(|| {
            let asked = Arc::new(Asked::default());
            let others: Vec<_> = (0..2)
                .map(|_| {
                    let asked = Arc::clone(&asked);
                    thread::spawn(move || asked.ask())
                })
                .collect();
            for other in others {
                other.join().unwrap();
            }
            assert_eq!(asked.seen.load(Ordering::Relaxed), 2);
        });
    }
}
