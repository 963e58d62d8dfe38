//! Which stripe a thread owns: one of as many seats as are worth having, given back when the thread ends.

use std::cell::Cell;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use crate::sync::{AtomicU64, Ordering};

/// No seat yet: every count asks again.
const STANDING: usize = usize::MAX;
/// No seat any more: the thread is ending.
const ENDING: usize = usize::MAX - 1;

static SEATS: LazyLock<Seats> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, usize::from);
    // Twice the cores, because threads that only wait own seats as well. With the shared one they are 64 at most, a bit each.
    Seats::new((2 * cores).clamp(8, 63))
});

thread_local! {
    static SEAT: Cell<usize> = const { Cell::new(STANDING) };
    /// The seat, unless something on this thread concerns the calls that begin there: one look tells a call both.
    static FREE_SEAT: Cell<usize> = const { Cell::new(STANDING) };
    static CONCERNS: Cell<u8> = const { Cell::new(0) };
    static LEASE: Cell<Option<Lease>> = const { Cell::new(None) };
}

/// How many seats there are: they are numbered from 0.
pub(super) fn seats() -> usize {
    SEATS.count
}

/// The seat of this thread. What is no seat is larger than every seat.
#[inline]
pub(super) fn seat() -> usize {
    SEAT.get()
}

/// What a call that begins on this thread has to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Concern {
    /// An instance of the registry is in scope.
    Scope = 1,
    /// Something is offered to the call that begins.
    #[cfg(feature = "command")]
    Offer = 2,
    /// A caller has a deadline.
    #[cfg(feature = "command")]
    Budget = 4,
    /// It is part of a making.
    #[cfg(feature = "cache")]
    Making = 8,
}

impl Concern {
    /// Tells whether it is there.
    #[cfg(any(feature = "cache", feature = "command"))]
    #[inline]
    pub(crate) fn is_there(self) -> bool {
        CONCERNS.get() & self as u8 != 0
    }

    /// Says whether it is there.
    pub(crate) fn set(self, is_there: bool) {
        let others = CONCERNS.get() & !(self as u8);
        CONCERNS.set(if is_there { others | self as u8 } else { others });
        settle();
    }
}

/// The seat of this thread, if nothing there concerns a call that begins. What is no seat is larger than every seat.
#[cfg(any(feature = "cache", feature = "command"))]
#[inline]
pub(crate) fn free_seat() -> usize {
    FREE_SEAT.get()
}

fn settle() {
    FREE_SEAT.set(if CONCERNS.get() == 0 { SEAT.get() } else { STANDING });
}

/// Finds a seat for this thread, if one is free and the thread is not ending.
#[cold]
pub(super) fn sit_down() -> Option<usize> {
    if SEAT.get() == STANDING {
        let lease = Lease(SEATS.take()?);
        SEAT.set(lease.0);
        settle();
        // A thread that is ending drops the lease at once.
        let _ = LEASE.try_with(|mine| mine.set(Some(lease)));
    }
    Some(SEAT.get()).filter(|seat| *seat < seats())
}

/// Gives the seat back when the thread ends.
struct Lease(usize);

impl Drop for Lease {
    fn drop(&mut self) {
        SEAT.set(ENDING);
        settle();
        SEATS.give_back(self.0);
    }
}

/// The seats that are free, one bit each.
#[derive(Debug)]
struct Seats {
    free: AtomicU64,
    count: usize,
}

impl Seats {
    fn new(count: usize) -> Self {
        Self { free: AtomicU64::new(u64::MAX >> (64 - count)), count }
    }

    /// Whoever takes a seat sees everything that its last owner stored.
    fn take(&self) -> Option<usize> {
        let lowest = |free: u64| (free != 0).then(|| free & (free - 1));
        let free = self.free.fetch_update(Ordering::Acquire, Ordering::Relaxed, lowest).ok()?;
        Some(free.trailing_zeros() as usize)
    }

    fn give_back(&self, seat: usize) {
        self.free.fetch_or(1 << seat, Ordering::Release);
    }
}

#[cfg(all(test, not(dyno_loom)))]
mod tests {
    use std::collections::HashSet;
    use std::sync::Barrier;
    use std::thread;

    use super::{Seats, seat, seats, sit_down};

    #[test]
    fn a_seat_has_one_owner_at_a_time() {
        let seats = Seats::new(3);
        assert_eq!([seats.take(), seats.take(), seats.take(), seats.take()], [Some(0), Some(1), Some(2), None]);
        seats.give_back(1);
        assert_eq!([seats.take(), seats.take()], [Some(1), None]);
        assert_eq!(Seats::new(64).take(), Some(0));
    }

    #[test]
    fn threads_that_end_make_room_for_others() {
        for _ in 0..3 {
            let (all_sit, crowd) = (Barrier::new(80), 80);
            let taken: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = (0..crowd)
                    .map(|_| {
                        scope.spawn(|| {
                            let sits = sit_down();
                            assert!(sits.is_none_or(|mine| mine == seat()));
                            all_sit.wait();
                            sits
                        })
                    })
                    .collect();
                threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(taken.iter().collect::<HashSet<_>>().len(), taken.len());
            assert!(taken.len() <= seats());
        }
    }
}

#[cfg(all(test, dyno_loom))]
mod loom_tests {
    use loom::sync::Arc;
    use loom::thread;

    use super::Seats;
    use crate::stats::Count;

    #[test]
    fn loom_a_seat_hands_its_stores_on() {
        loom::model(|| {
            let shared = Arc::new((Seats::new(1), Count::default()));
            let sitting = {
                let shared = Arc::clone(&shared);
                move || {
                    let (seats, count) = &*shared;
                    seats.take().map(|seat| {
                        count.bump();
                        seats.give_back(seat);
                    })
                }
            };
            let other = thread::spawn(sitting.clone());
            let counted = u64::from(sitting().is_some()) + u64::from(other.join().unwrap().is_some());
            assert_eq!(shared.1.get(), counted);
        });
    }
}
