//! How many retries there may be: a share of the calls that are made, and a few more. So what is down is asked little more than what is
//! well, however many attempts each call may make.
//!
//! What a call earns lives as long as the call, and is not saved: who retries from what good calls have left makes the most retries just
//! when something goes down. What is taken beyond it is owed, for some 10 s or until other calls have earned it, and no more is owed than the
//! reserve. So a time of 10 s has at most the share of the calls that were under way in it, and the reserve.

use std::time::Duration;

use crate::clock::Moment;

/// How long who does not retry is remembered, and who waits for longer is asked again.
pub(crate) const LIFE: Duration = Duration::from_secs(10);

/// How long what is not earned is owed, in tenths of a second: 10 s from when the retry begins, which is up to a second after it was taken.
const OWED: u64 = 110;

/// One retry: shares are told to a millionth.
const RETRY: u64 = 1_000_000;

/// What may be owed: ten retries, so one a second, also all at once.
const RESERVE: u64 = 10 * RETRY;

/// What was earned, and what is owed.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    earners: Vec<Earner>,
    /// The oldest first.
    owed: Vec<Owed>,
    /// What was earned and taken for retries that have not begun.
    waiting: u64,
}

/// A retry that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    who: usize,
    at: Moment,
    /// What of it was earned, unless it waits for so long that it is asked again.
    waits: u64,
}

/// Calls that were not turned away, of one who makes them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calls {
    /// How many have begun since the start.
    pub(crate) made: u64,
    /// How many of these have not ended.
    pub(crate) under_way: u64,
}

/// Who makes calls.
#[derive(Debug)]
struct Earner {
    who: usize,
    /// How many calls have earned their share.
    made: u64,
    /// What calls that are under way have earned and not spent.
    has: u64,
    seen: Moment,
}

#[derive(Debug)]
struct Owed {
    who: usize,
    /// When the newest of it was taken: all of it in one tenth of a second.
    since: Moment,
    amount: u64,
}

impl Budget {
    /// Adds what `who` has earned by calls since the last time, each of which earns `share`, in 0.0..=1.0, of a retry.
    pub(crate) fn earn(&mut self, now: Moment, share: f64, who: usize, calls: Calls) {
        let Calls { made, under_way } = calls;
        self.forget(now);
        let place = self.earners.iter().position(|earner| earner.who == who).unwrap_or_else(|| {
            // Of one that is not known only the calls that are under way still count.
            self.earners.push(Earner { who, made: made.saturating_sub(under_way), has: 0, seen: now });
            self.earners.len() - 1
        });
        let share = millionths(share);
        let Earner { made: before, seen, .. } = self.earners[place];
        // What others took since may be younger than what is new here, and may have been taken because that was not known.
        let rest = self.repay(share.saturating_mul(made.saturating_sub(before)), who, seen);
        let earner = &mut self.earners[place];
        // A call that was turned away after it had earned its share is made no more.
        earner.made = earner.made.max(made);
        earner.has = earner.has.saturating_add(rest).min(share.saturating_mul(under_way));
        earner.seen = now;
    }

    /// Takes a retry that begins after a wait, for `who` has just earned what there was to earn, if there is one left. Whoever takes one [begins](Self::begin) it, or
    /// [gives it back](Self::give_back).
    pub(crate) fn take(&mut self, now: Moment, wait: Duration, who: usize) -> Option<Taken> {
        let before = self.owed();
        let earner = self.earners.iter_mut().find(|earner| earner.who == who)?;
        let own = earner.has.min(RETRY);
        let owes = RETRY - own;
        // What was earned before, and begins from now on, must find its place beside what is owed: so as much of the reserve is kept for it.
        if owes > 0 && before + owes + self.waiting.min(RESERVE) > RESERVE {
            return None;
        }
        earner.has -= own;
        self.owe(owes, who, now);
        let waits = if wait < LIFE { own } else { 0 };
        self.waiting += waits;
        Some(Taken { who, at: now, waits })
    }

    /// Notes that a retry begins.
    pub(crate) fn begin(&mut self, taken: Taken) {
        self.waiting -= taken.waits;
    }

    /// Takes a retry back that was not made. One that was taken so long ago that it is owed no more would pay what others owe.
    pub(crate) fn give_back(&mut self, now: Moment, taken: Taken) {
        let Taken { who, at, waits } = taken;
        self.waiting -= waits;
        if now.since(at) >= LIFE {
            return;
        }
        let rest = self.repay(RETRY, who, Moment::NEVER);
        if let Some(earner) = self.earners.iter_mut().find(|earner| earner.who == who) {
            earner.has = earner.has.saturating_add(rest);
        }
    }

    /// Counts what is left of the reserve.
    pub(crate) fn left(&mut self, now: Moment) -> u64 {
        self.forget(now);
        (RESERVE - self.owed()) / RETRY
    }

    fn owe(&mut self, amount: u64, who: usize, now: Moment) {
        match self.owed.last_mut() {
            _ if amount == 0 => {}
            Some(newest) if newest.who == who && tenth(newest.since) == tenth(now) => {
                newest.since = now;
                newest.amount += amount;
            }
            _ => self.owed.push(Owed { who, since: now, amount }),
        }
    }

    /// Repays what `who` owes, or others do since then at the latest, the newest first, and tells the rest.
    fn repay(&mut self, mut amount: u64, who: usize, then: Moment) -> u64 {
        for owed in self.owed.iter_mut().rev().filter(|owed| owed.who == who || owed.since <= then) {
            let repaid = owed.amount.min(amount);
            (owed.amount, amount) = (owed.amount - repaid, amount - repaid);
        }
        self.owed.retain(|owed| owed.amount > 0);
        amount
    }

    fn owed(&self) -> u64 {
        self.owed.iter().map(|owed| owed.amount).sum()
    }

    /// Forgets who was not seen, and what has been owed, for so long.
    fn forget(&mut self, now: Moment) {
        self.earners.retain(|earner| now.since(earner.seen) < LIFE);
        let now = tenth(now);
        self.owed.retain(|owed| now.saturating_sub(tenth(owed.since)) < OWED);
    }
}

fn tenth(moment: Moment) -> u64 {
    moment.as_nanos() / 100_000_000
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "it is from none to a million, and nothing where it is no number"
)]
fn millionths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * RETRY as f64).round() as u64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Budget, Calls, Moment};

    const ME: usize = 7;

    fn at(millis: u64) -> Moment {
        Moment::at(Duration::from_millis(millis))
    }

    fn take(budget: &mut Budget, now: Moment, share: f64, who: usize, made: u64, under_way: u64) -> bool {
        budget.earn(now, share, who, Calls { made, under_way });
        let taken = budget.take(now, Duration::ZERO, who);
        taken.map(|taken| budget.begin(taken)).is_some()
    }

    fn granted(budget: &mut Budget, now: Moment, made: u64, under_way: u64) -> usize {
        (0..1_000).take_while(|_| take(budget, now, 0.2, ME, made, under_way)).count()
    }

    #[test]
    fn a_fifth_of_what_is_under_way_and_ten_more() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(0), 100, 100), 30);
        assert_eq!(granted(&mut budget, at(0), 105, 101), 1);
        assert_eq!(budget.left(at(0)), 0);
    }

    #[test]
    fn what_good_calls_have_left_is_not_saved() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(0), 1_000_000, 1), 10);
        assert_eq!(granted(&mut budget, at(9_000), 1_000_045, 1), 9, "but it pays back what is owed");
        assert_eq!(granted(&mut budget, at(9_900), 2_000_000, 1), 10);
    }

    #[test]
    fn what_is_owed_is_forgotten_after_eleven_seconds() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(990), 0, 0), 10);
        assert_eq!(granted(&mut budget, at(11_890), 0, 0), 0);
        assert_eq!(granted(&mut budget, at(11_900), 0, 0), 10);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let mut budget = Budget::default();
        budget.earn(at(0), 0.2, ME, Calls { made: 10, under_way: 10 });
        let mut taken: Vec<_> = (0..99).map_while(|_| budget.take(at(0), Duration::ZERO, ME)).collect();
        assert_eq!(taken.len(), 10, "the two that were earned wait, and the reserve has room for them");
        taken.drain(..5).for_each(|taken| budget.give_back(at(0), taken));
        assert_eq!(budget.left(at(0)), 7);
        taken.drain(..).for_each(|taken| budget.begin(taken));
        assert_eq!(granted(&mut budget, at(0), 10, 10), 7);
    }

    #[test]
    fn what_is_given_back_long_afterwards_pays_for_nobody() {
        let mut budget = Budget::default();
        budget.earn(at(0), 0.2, ME, Calls { made: 0, under_way: 0 });
        let taken: Vec<_> = (0..10).map_while(|_| budget.take(at(0), Duration::from_secs(60), ME)).collect();
        assert_eq!(granted(&mut budget, at(11_000), 0, 0), 10);
        for taken in taken {
            budget.give_back(at(12_000), taken);
        }
        assert_eq!(granted(&mut budget, at(12_000), 0, 0), 0);
    }

    #[test]
    fn what_one_has_earned_pays_for_others_and_is_not_theirs() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(0), 0, 0), 10);
        assert!(take(&mut budget, at(0), 0.2, 8, 100, 100), "it has 20, pays 10, and uses 1");
        assert_eq!(granted(&mut budget, at(0), 0, 0), 10);
        assert!(!take(&mut budget, at(0), 0.2, 9, 4, 4));
        assert!(take(&mut budget, at(0), 0.2, 8, 100, 100));
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing_away() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(60_000), 0, 0), 10);
        assert_eq!(granted(&mut budget, at(0), 0, 0), 0);
        assert_eq!(granted(&mut budget, Moment::NEVER, 0, 0), 10);
    }

    #[test]
    fn a_share_that_cannot_be_does_no_harm() {
        for (share, left) in [(f64::NAN, 10), (-1.0, 10), (f64::INFINITY, 20), (1.0, 20)] {
            let mut budget = Budget::default();
            let taken = (0..99).take_while(|_| take(&mut budget, at(0), share, ME, u64::MAX, 10)).count();
            assert_eq!(taken, left, "{share}");
        }
        assert!(take(&mut Budget::default(), at(0), 1.0, ME, u64::MAX, u64::MAX));
    }

    /// What a caller does.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Begins,
        Ends,
        Retries,
    }

    fn steps() -> impl Strategy<Value = Vec<(u64, usize, Step)>> {
        let pause = prop_oneof![3 => Just(0), 3 => 0..40_u64, 1 => 0..9_000_u64];
        let step = prop_oneof![3 => Just(Step::Begins), 2 => Just(Step::Ends), 4 => Just(Step::Retries)];
        vec((pause, 0..3_usize, step), 0..400)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Against a naive look at any time that begins with a retry and ends with one.
        #[test]
        fn any_time_has_a_share_of_the_calls_in_it_and_the_reserve(share in 0.0..=1.0_f64, steps in steps()) {
            let mut budget = Budget::default();
            let (mut now, mut begun, mut retries) = (0, Vec::new(), Vec::new());
            let (mut made, mut under_way) = ([0_u64; 3], [0_u64; 3]);
            for (pause, who, step) in steps {
                now += pause;
                match step {
                    Step::Begins => {
                        (made[who], under_way[who]) = (made[who] + 1, under_way[who] + 1);
                        begun.push(now);
                    }
                    Step::Ends => under_way[who] = under_way[who].saturating_sub(1),
                    Step::Retries => {
                        let (left, all) = (budget.left(at(now)), under_way.iter().sum::<u64>());
                        if take(&mut budget, at(now), share, who, made[who], under_way[who]) {
                            retries.push((now, begun.len(), all));
                        } else {
                            prop_assert_eq!(left, 0, "whoever is refused finds nothing in reserve");
                        }
                    }
                }
            }
            for (index, (from, before, under_way)) in retries.iter().enumerate() {
                for (more, (to, after, _)) in retries[index..].iter().enumerate() {
                    let calls = under_way + (after - before) as u64;
                    let tens = (to - from) / 10_000 + 1;
                    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                    let (made, most) = ((more + 1) as f64, share * (calls * tens) as f64 + 10.0 * tens as f64);
                    prop_assert!(made <= most + 0.001, "{made} of {most} from {from} to {to}");
                }
            }
        }
    }
}
