//! A budget that counts first attempts by itself, for a retry without a command: each thread on a lane of its own, and most of
//! them without the clock.

use std::mem::replace;

use crate::clock::{Clock, Moment};
use crate::retry::budget::{Budget, LIFE, Tally};
use crate::stats::{Count, Held, Pace, Stripes, Window};
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// Within what time so many first attempts must come that not all need the clock: an eighth of a bucket, in nanoseconds.
const GAP: u64 = 125_000_000;

/// A budget with the first attempts that were made within it.
#[derive(Debug)]
pub(crate) struct Deposits {
    lanes: Stripes<Lane>,
    /// When the bucket ends to which what is new belongs.
    turns_at: AtomicU64,
    ledger: Mutex<Ledger>,
}

/// What one thread has counted, on a cache line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Lane {
    firsts: Count,
    pace: Pace,
}

#[derive(Debug)]
struct Ledger {
    firsts: Window<Tally, 10>,
    /// How many the lanes had counted when they were last looked at.
    taken: u64,
    budget: Budget,
}

impl Deposits {
    /// Begins with nothing spent and nothing deposited.
    pub(crate) fn new(now: Moment) -> Self {
        let firsts = Window::new(LIFE, now);
        Self {
            lanes: Stripes::new(),
            turns_at: AtomicU64::new(firsts.turns_at().as_nanos()),
            ledger: Mutex::new(Ledger { firsts, taken: 0, budget: Budget::new(now) }),
        }
    }

    /// Counts a first attempt.
    #[inline]
    pub(crate) fn deposit(&self, clock: &Clock) {
        match self.lanes.mine() {
            Some(lane) if lane.pace.lets_go() => lane.firsts.bump(),
            _ => self.deposit_in_time(clock),
        }
    }

    /// Foresees a retry that is due then, as [`Budget::foresee`] does, at this share in 0.0..=1.0 and with so many first attempts that
    /// others have counted.
    pub(crate) fn foresee(&self, now: Moment, due: Moment, share: f64, others: u64) -> bool {
        let ledger = &mut *lock(&self.ledger);
        self.turn(ledger, now);
        ledger.budget.foresee(now, due, share, ledger.firsts.sum().0 + others)
    }

    /// Forgets it.
    pub(crate) fn forget(&self, due: Moment) {
        lock(&self.ledger).budget.forget(due);
    }

    /// Takes one retry that begins now, if there is one left.
    pub(crate) fn withdraw(&self, now: Moment, share: f64, others: u64) -> bool {
        let ledger = &mut *lock(&self.ledger);
        self.turn(ledger, now);
        ledger.budget.withdraw(now, share, ledger.firsts.sum().0 + others)
    }

    /// Counts those that could be foreseen for now.
    pub(crate) fn left(&self, now: Moment, share: f64, others: u64) -> u64 {
        let ledger = &mut *lock(&self.ledger);
        self.turn(ledger, now);
        ledger.budget.left(now, share, ledger.firsts.sum().0 + others)
    }

    #[cold]
    fn deposit_in_time(&self, clock: &Clock) {
        let now = clock.now();
        if now.as_nanos() >= self.turns_at.load(Ordering::Relaxed) {
            self.turn(&mut lock(&self.ledger), now);
        }
        let Held { of: lane, is_owned } = self.lanes.held();
        lane.firsts.add(1, is_owned);
        if is_owned {
            lane.pace.timed(now, true, if clock.is_systems() { GAP } else { 0 });
        }
    }

    /// Brings the window up to date. What is new came since the last time, nobody knows when: it is put where it was longest ago,
    /// so that it never counts for longer than it should.
    fn turn(&self, ledger: &mut Ledger, now: Moment) {
        let counted = self.lanes.iter().map(|(_, lane)| lane.firsts.get()).fold(0, u64::wrapping_add);
        let new = counted.wrapping_sub(replace(&mut ledger.taken, counted));
        if new > 0 {
            ledger.firsts.newest().0 += new;
        }
        ledger.firsts.advance(now);
        self.turns_at.store(ledger.firsts.turns_at().as_nanos(), Ordering::Relaxed);
    }
}

#[cfg(all(test, feature = "test-util", not(dyno_loom)))]
mod tests {
    use std::thread;
    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Clock, Deposits};
    use crate::clock::ManualClock;

    const SHARE: f64 = 0.2;

    fn granted(deposits: &Deposits, clock: &Clock) -> usize {
        (0..100_000).take_while(|_| deposits.withdraw(clock.now(), SHARE, 0)).count()
    }

    #[test]
    fn every_thread_deposits() {
        let clock = Clock::from(ManualClock::new());
        let deposits = Deposits::new(clock.now());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1_000).for_each(|_| deposits.deposit(&clock)));
            }
        });
        assert_eq!(granted(&deposits, &clock), 810);
    }

    #[test]
    fn what_comes_fast_is_counted_without_the_clock() {
        let time = ManualClock::new();
        let clock = Clock::scripted(&time);
        let deposits = Deposits::new(clock.now());
        // Two seconds of them.
        for _ in 0..20_000 {
            deposits.deposit(&clock);
            time.advance(Duration::from_micros(100));
        }
        assert_eq!(granted(&deposits, &clock), 4_010);
        time.advance(Duration::from_secs(11));
        assert_eq!(granted(&deposits, &clock), 10);
    }

    #[test]
    fn what_was_deposited_long_ago_is_worth_nothing() {
        let time = ManualClock::new();
        let clock = Clock::from(&time);
        let deposits = Deposits::new(clock.now());
        (0..1_000).for_each(|_| deposits.deposit(&clock));
        time.advance(Duration::from_secs(10));
        assert_eq!(granted(&deposits, &clock), 10);
    }

    #[test]
    fn what_is_deposited_is_worth_something_for_ten_seconds() {
        let time = ManualClock::new();
        let clock = Clock::from(&time);
        let deposits = Deposits::new(clock.now());
        // Ten a second for a minute, and no retry: what came since 51 s is in the window at 60.9 s.
        for _ in 0..600 {
            time.advance(Duration::from_millis(100));
            deposits.deposit(&clock);
        }
        time.advance(Duration::from_millis(900));
        assert_eq!(granted(&deposits, &clock), 10 + 91 / 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Each step is a time since the last, and whether it is a first attempt or a retry. The system's clock is read for
        /// some of them only.
        #[test]
        fn no_ten_seconds_have_more_than_their_share(
            is_systems in any::<bool>(),
            steps in vec((prop_oneof![0..20u64, 0..500u64, 0..12_000u64], 0..6u8), 0..300),
        ) {
            let time = ManualClock::new();
            let clock = if is_systems { Clock::scripted(&time) } else { Clock::from(&time) };
            let deposits = Deposits::new(clock.now());
            let (mut now, mut firsts, mut retries) = (0, Vec::new(), Vec::new());
            let since = |times: &[u64], start: u64| times.iter().filter(|then| **then + start > now_of(&time)).count();
            for (pause, kind) in steps {
                now += pause;
                time.advance(Duration::from_millis(pause));
                if kind < 4 {
                    firsts.push(now);
                    deposits.deposit(&clock);
                } else if deposits.withdraw(clock.now(), SHARE, 0) {
                    retries.push(now);
                    prop_assert!(since(&retries, 10_000) * 5 <= since(&firsts, 10_000) + 50);
                } else {
                    // What is 11 s old is forgotten for sure, and what is less than 9 s old is not.
                    prop_assert!(is_systems || (since(&retries, 11_000) + 1) * 5 > since(&firsts, 9_000) + 50);
                }
            }
        }
    }

    fn now_of(time: &ManualClock) -> u64 {
        u64::try_from(Clock::from(time).now().since_start().as_millis()).unwrap()
    }
}
