//! What one thread has counted of a command.

use std::array;

use crate::metrics::counts::place;
use crate::metrics::state::{Timed, Totals};
use crate::stats::{Count, Pace, SLOTS, slot_of};
use crate::sync::plain::{AtomicU32, Ordering::Relaxed};

/// Counters on cache lines of their own.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Stripe {
    counts: [Count; place::ALL],
    pub(super) pace: Pace,
    /// Calls that nobody timed since the last one that stands for such.
    untimed: AtomicU32,
    /// How long that one took.
    last: Count,
    nanos: Count,
    slots: [AtomicU32; SLOTS],
}

/// For which calls the time of one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// For this one alone: it waited, or a fallback was asked, and such calls are always timed.
    Alone,
    /// Also for those that were let go by since the last that stood for all.
    ForAll,
}

impl Stripe {
    /// Counts one, by the owner alone.
    #[inline]
    pub(super) fn bump(&self, place: usize) {
        self.counts[place].bump();
    }

    pub(super) fn add(&self, place: usize, is_owned: bool) {
        self.counts[place].add(1, is_owned);
    }

    /// Counts a call whose only attempt went well, and which nobody timed; by the owner alone.
    #[inline]
    pub(super) fn went_well(&self) {
        self.untimed(true);
        self.bump(place::WENT_WELL);
    }

    /// Leaves a call to the next that is timed.
    #[inline]
    pub(super) fn untimed(&self, is_owned: bool) {
        add(&self.untimed, 1, is_owned);
    }

    /// Tells whether calls wait for the next that is timed.
    pub(super) fn owes(&self) -> bool {
        self.untimed.load(Relaxed) > 0
    }

    /// Counts how many nanoseconds a call took.
    pub(super) fn timed(&self, took: u64, stands: Stands, is_owned: bool) {
        let calls = match stands {
            Stands::Alone => 1,
            Stands::ForAll => {
                self.last.set(took);
                1 + take(&self.untimed, is_owned)
            }
        };
        self.nanos.add(took.wrapping_mul(calls.into()), is_owned);
        add(&self.slots[slot_of(took)], calls, is_owned);
    }

    pub(super) fn add_ends(&self, totals: &mut Totals) {
        for place in place::CALLS..place::ALL {
            totals.counted[place] += self.counts[place].get();
        }
        let Timed { slots, nanos } = &mut *totals.timed;
        *nanos = nanos.wrapping_add(self.nanos.get());
        for (sum, slot) in slots.iter_mut().zip(&self.slots) {
            *sum = sum.wrapping_add(slot.load(Relaxed));
        }
    }

    /// Adds the calls that wait for the next one which is timed, as if they had taken as long as the last, and tells how long
    /// that was.
    pub(super) fn add_untimed(&self, timed: &mut Timed) -> Option<u64> {
        let (calls, last) = (self.untimed.load(Relaxed), self.last.get());
        let slot = &mut timed.slots[slot_of(last)];
        *slot = slot.wrapping_add(calls);
        timed.nanos = timed.nanos.wrapping_add(last.wrapping_mul(calls.into()));
        (calls > 0).then_some(last)
    }

    pub(super) fn add_starts(&self, totals: &mut Totals) {
        totals.counted[place::STARTED] += self.counts[place::STARTED].get();
    }

    /// Calls that ended.
    pub(super) fn ended(&self) -> u64 {
        let others: u64 = self.counts[place::CALLS..place::ATTEMPTS].iter().map(Count::get).sum();
        others + self.counts[place::WENT_WELL].get()
    }

    /// Calls that began.
    pub(super) fn started(&self) -> u64 {
        self.counts[place::STARTED].get()
    }

    /// Calls that were turned away.
    #[cfg(feature = "retry")]
    pub(super) fn rejected(&self) -> u64 {
        self.counts[place::REJECTED].get()
    }
}

impl Default for Stripe {
    fn default() -> Self {
        Self {
            counts: array::from_fn(|_| Count::default()),
            pace: Pace::default(),
            untimed: AtomicU32::new(0),
            last: Count::default(),
            nanos: Count::default(),
            slots: array::from_fn(|_| AtomicU32::new(0)),
        }
    }
}

#[inline]
fn add(count: &AtomicU32, more: u32, is_owned: bool) {
    if is_owned {
        count.store(count.load(Relaxed).wrapping_add(more), Relaxed);
    } else {
        count.fetch_add(more, Relaxed);
    }
}

fn take(count: &AtomicU32, is_owned: bool) -> u32 {
    if is_owned {
        let taken = count.load(Relaxed);
        count.store(0, Relaxed);
        taken
    } else {
        count.swap(0, Relaxed)
    }
}
