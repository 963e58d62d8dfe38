//! A stripe for each thread that counts: its own cache lines, written with plain stores, and one more for all who have no
//! seat. Stripes are made on first use and never reset, so a thread that takes a seat over goes on where the last one ended.

use std::iter;

use once_cell::race::OnceBox;

use super::seat::{seat, seats, sit_down};
use crate::sync::{AtomicU64, Ordering};

/// Stripes of one kind.
#[derive(Debug)]
pub(crate) struct Stripes<T> {
    /// One a seat; the last one is shared.
    all: Box<[OnceBox<T>]>,
    made: Made,
}

/// The stripe on which this thread counts, and whether it owns it.
#[derive(Debug)]
pub(crate) struct Held<'a, T> {
    pub(crate) of: &'a T,
    pub(crate) is_owned: bool,
}

impl<T: Default> Stripes<T> {
    pub(crate) fn new() -> Self {
        Self { all: (0..=seats()).map(|_| OnceBox::new()).collect(), made: Made(AtomicU64::new(0)) }
    }

    /// The stripe that this thread owns, if it has counted here before.
    #[inline]
    pub(crate) fn mine(&self) -> Option<&T> {
        self.all.get(seat())?.get()
    }

    /// The stripe of the owner of a seat, if that has counted here before.
    #[cfg(any(feature = "cache", feature = "command"))]
    #[inline]
    pub(crate) fn at(&self, seat: usize) -> Option<&T> {
        self.all.get(seat)?.get()
    }

    /// The stripe that this thread must use, made if need be.
    pub(crate) fn held(&self) -> Held<'_, T> {
        self.mine().map_or_else(|| self.take(), |of| Held { of, is_owned: true })
    }

    #[cold]
    fn take(&self) -> Held<'_, T> {
        let seat = sit_down();
        let index = seat.unwrap_or(self.all.len() - 1);
        let of = self.all[index].get_or_init(Box::default);
        self.made.note(index);
        Held { of, is_owned: seat.is_some() }
    }

    /// All that are used, with their index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.made.each().filter_map(|index| Some((index, self.all.get(index)?.get()?)))
    }

    /// How many there may be.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

/// Which stripes are made, a bit each: most never are, and need not be looked at.
#[derive(Debug)]
struct Made(AtomicU64);

impl Made {
    /// Notes one, before anything is counted there: whoever then reads an end finds the stripe on which that call began.
    fn note(&self, index: usize) {
        if self.0.load(Ordering::Relaxed) >> index & 1 == 0 {
            self.0.fetch_or(1 << index, Ordering::Release);
        }
    }

    fn each(&self) -> impl Iterator<Item = usize> + use<> {
        let mut left = self.0.load(Ordering::Acquire);
        iter::from_fn(move || {
            let index = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (index < 64).then_some(index)
        })
    }
}

#[cfg(all(test, dyno_loom))]
mod tests {
    use loom::sync::Arc;
    use loom::thread;

    use super::Made;
    use crate::stats::Count;
    use crate::sync::AtomicU64;

    /// Two calls begin on a stripe that is just made, and end on the other's.
    #[test]
    fn loom_no_end_is_read_without_the_stripe_of_its_start() {
        loom::model(|| {
            let shared: Arc<(Made, [Count; 2], [Count; 2])> =
                Arc::new((Made(AtomicU64::new(0)), Default::default(), Default::default()));
            let calls: Vec<_> = [(0, 1), (1, 0)]
                .into_iter()
                .map(|(start, end)| {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || {
                        let (made, starts, ends) = &*shared;
                        made.note(start);
                        starts[start].bump();
                        made.note(end);
                        ends[end].bump();
                    })
                })
                .collect();
            let (made, starts, ends) = &*shared;
            let ended: u64 = made.each().map(|index| ends[index].get()).sum();
            let started: u64 = made.each().map(|index| starts[index].get()).sum();
            assert!(started >= ended);
            for call in calls {
                call.join().unwrap();
            }
            assert_eq!(made.each().collect::<Vec<_>>(), [0, 1]);
        });
    }
}
