//! The calls of a retry without a command, counted for its budget: each thread on a lane of its own.

use crate::retry::budget::Calls;
use crate::stats::{Count, Held, Stripes};

/// Calls that begin and end.
#[derive(Debug)]
pub(crate) struct Deposits {
    lanes: Stripes<Lane>,
}

/// What one thread has counted, on a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Lane {
    begun: Count,
    ended: Count,
}

impl Deposits {
    pub(crate) fn new() -> Self {
        Self { lanes: Stripes::new() }
    }

    /// Counts a call that begins.
    #[inline]
    pub(crate) fn begins(&self) {
        self.count(|lane| &lane.begun);
    }

    /// Counts a call that ends.
    #[inline]
    pub(crate) fn ends(&self) {
        self.count(|lane| &lane.ended);
    }

    /// Reads them. Ends are read before starts, so that none has ended that has not begun.
    pub(crate) fn calls(&self) -> Calls {
        let sum = |of: fn(&Lane) -> &Count| self.lanes.iter().map(|(_, lane)| of(lane).get()).sum::<u64>();
        let ended = sum(|lane| &lane.ended);
        let made = sum(|lane| &lane.begun);
        Calls { made, under_way: made.saturating_sub(ended) }
    }

    #[inline]
    fn count(&self, of: fn(&Lane) -> &Count) {
        match self.lanes.mine() {
            Some(lane) => of(lane).bump(),
            None => self.count_first(of),
        }
    }

    #[cold]
    fn count_first(&self, of: fn(&Lane) -> &Count) {
        let Held { of: lane, is_owned } = self.lanes.held();
        of(lane).add(1, is_owned);
    }
}

#[cfg(all(test, not(dyno_loom)))]
mod tests {
    use std::thread;

    use super::Deposits;

    #[test]
    fn every_thread_counts() {
        let deposits = Deposits::new();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1_000).for_each(|_| deposits.begins()));
            }
        });
        (0..3_990).for_each(|_| deposits.ends());
        let calls = deposits.calls();
        assert_eq!((calls.made, calls.under_way), (4_000, 10));
    }
}
