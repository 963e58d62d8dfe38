//! How many retries there may be: a share of the calls that are made, and a few more. So what is down is asked little more than what is
//! well, however many attempts each call may make.
//!
//! What a call earns lives as long as the call, and is not saved: who retries from what good calls have left makes the most retries just
//! when something goes down. What is taken beyond it is owed, for some 10 s or until other calls have earned it, and no more is owed than the
//! reserve. So a time of 10 s has at most the share of the calls that were under way in it, and the reserve.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Moment;

/// The time that is bounded. Who waits for so long is asked again.
pub(crate) const LIFE: Duration = Duration::from_secs(10);

/// How long who does not retry is remembered: his calls that are still under way would earn again, and what they earned before may begin
/// as long as `LIFE` after it was taken.
const KEPT: Duration = Duration::from_secs(20);

/// How long what is not earned is owed from when the retry begins, in tenths of a second: `LIFE`, and what is cut off of both ends.
const OWED: u64 = 101;

/// One retry: shares are told to a millionth.
const RETRY: u64 = 1_000_000;

/// What may be owed: ten retries, so one a second, also all at once.
const RESERVE: u64 = 10 * RETRY;

/// What was earned, and what is owed.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    earners: HashMap<u64, Earner>,
    /// The oldest first.
    owed: Vec<Owed>,
    /// How many retries were taken and have not begun, by the tenth of a second.
    waiting: Vec<(u64, u64)>,
    /// The tenth of a second in which it last forgot.
    forgot: u64,
}

/// A retry that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    who: u64,
    at: Moment,
    begun: Option<Moment>,
    /// What of it was not earned.
    owes: u64,
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
    /// How many calls have earned their share.
    made: u64,
    /// What calls that are under way have earned and not spent.
    has: u64,
    seen: Moment,
}

#[derive(Debug)]
struct Owed {
    who: u64,
    /// When the newest of it began: all of it in one tenth of a second.
    since: Moment,
    amount: u64,
}

impl Taken {
    /// Tells whether it was taken so long ago that it counts no more.
    fn is_over(self, now: Moment) -> bool {
        now.since(self.at) >= LIFE
    }
}

impl Budget {
    /// Adds what `who` has earned by calls since the last time, each of which earns `share`, in 0.0..=1.0, of a retry.
    pub(crate) fn earn(&mut self, now: Moment, share: f64, who: u64, calls: Calls) {
        let Calls { made, under_way } = calls;
        self.forget(now);
        // Of one that is not known only the calls that are under way still count.
        let unknown = || Earner { made: made.saturating_sub(under_way), has: 0, seen: now };
        let Earner { made: before, seen, .. } = *self.earners.entry(who).or_insert_with(unknown);
        let share = millionths(share);
        // What others took since may be younger than what is new here, and may have been taken because that was not known.
        let rest = self.repay(share.saturating_mul(made.saturating_sub(before)), who, seen);
        let Some(earner) = self.earners.get_mut(&who) else { return };
        // A call that was turned away after it had earned its share is made no more.
        earner.made = earner.made.max(made);
        earner.has = earner.has.saturating_add(rest).min(share.saturating_mul(under_way));
        earner.seen = now;
    }

    /// Takes a retry that is to begin, for `who` has just earned what there was to earn, if there is one left. Whoever takes one
    /// [begins](Self::begin) it, or [gives it back](Self::give_back).
    pub(crate) fn take(&mut self, now: Moment, who: u64) -> Option<Taken> {
        let left = self.free();
        let earner = self.earners.get_mut(&who)?;
        let owes = RETRY.saturating_sub(earner.has);
        if owes > 0 && left < RETRY {
            return None;
        }
        earner.has = earner.has.saturating_sub(RETRY);
        match self.waiting.last_mut() {
            Some((then, waiting)) if *then == tenth(now) => *waiting += 1,
            _ => self.waiting.push((tenth(now), 1)),
        }
        Some(Taken { who, at: now, begun: None, owes })
    }

    /// Begins a retry, of one who has just earned what there was to earn, unless it was taken so long ago that another is to be taken for it.
    pub(crate) fn begin(&mut self, now: Moment, taken: &mut Taken) -> bool {
        if taken.is_over(now) {
            return false;
        }
        self.waits_no_more(taken);
        taken.begun = Some(now);
        let Taken { who, owes, .. } = *taken;
        match self.owed.last_mut() {
            _ if owes == 0 => {}
            Some(newest) if newest.who == who && tenth(newest.since) == tenth(now) => {
                newest.since = now;
                newest.amount += owes;
            }
            _ => self.owed.push(Owed { who, since: now, amount: owes }),
        }
        true
    }

    /// Takes a retry back that was not made: it owes nothing. What was earned for it is lost, because the calls that did may have ended.
    pub(crate) fn give_back(&mut self, taken: Taken) {
        let Some(begun) = taken.begun else { return self.waits_no_more(&taken) };
        let together = |owed: &&mut Owed| owed.who == taken.who && tenth(owed.since) == tenth(begun);
        if let Some(owed) = self.owed.iter_mut().rev().find(together) {
            owed.amount = owed.amount.saturating_sub(taken.owes);
        }
        self.owed.retain(|owed| owed.amount > 0);
    }

    /// Counts what is left of the reserve.
    pub(crate) fn left(&mut self, now: Moment) -> u64 {
        self.forget(now);
        self.free() / RETRY
    }

    /// What is left of the reserve. Those that wait must find their place beside what is owed when they begin, also those that were earned: the
    /// calls that did may have ended by then.
    fn free(&self) -> u64 {
        let owed: u64 = self.owed.iter().map(|owed| owed.amount).sum();
        let waiting: u64 = self.waiting.iter().map(|(_, waiting)| waiting * RETRY).sum();
        RESERVE.saturating_sub(owed.saturating_add(waiting))
    }

    /// Repays what `who` owes, or others do since then at the latest, the newest first, and tells the rest.
    fn repay(&mut self, mut amount: u64, who: u64, then: Moment) -> u64 {
        for owed in self.owed.iter_mut().rev().filter(|owed| owed.who == who || owed.since <= then) {
            let repaid = owed.amount.min(amount);
            (owed.amount, amount) = (owed.amount - repaid, amount - repaid);
        }
        self.owed.retain(|owed| owed.amount > 0);
        amount
    }

    fn waits_no_more(&mut self, taken: &Taken) {
        if let Some((_, waiting)) = self.waiting.iter_mut().rev().find(|(then, _)| *then == tenth(taken.at)) {
            *waiting = waiting.saturating_sub(1);
        }
    }

    /// Forgets who was not seen for so long, what is owed no more, and what waits for so long that it is asked again.
    fn forget(&mut self, now: Moment) {
        let this = tenth(now);
        if this == self.forgot {
            return;
        }
        self.forgot = this;
        self.earners.retain(|_, earner| now.since(earner.seen) < KEPT);
        self.owed.retain(|owed| this.saturating_sub(tenth(owed.since)) < OWED);
        self.waiting.retain(|(then, waiting)| *waiting > 0 && this.saturating_sub(*then) < OWED);
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

    use super::{Budget, Calls, Moment, Taken};

    const ME: u64 = 7;

    fn at(millis: u64) -> Moment {
        Moment::at(Duration::from_millis(millis))
    }

    fn earn(budget: &mut Budget, now: u64, who: u64, made: u64, under_way: u64) {
        budget.earn(at(now), 0.2, who, Calls { made, under_way });
    }

    fn take(budget: &mut Budget, now: Moment, share: f64, who: u64, made: u64, under_way: u64) -> bool {
        budget.earn(now, share, who, Calls { made, under_way });
        let taken = budget.take(now, who);
        taken.is_some_and(|mut taken| budget.begin(now, &mut taken))
    }

    fn granted(budget: &mut Budget, now: Moment, made: u64, under_way: u64) -> usize {
        (0..1_000).take_while(|_| take(budget, now, 0.2, ME, made, under_way)).count()
    }

    /// Takes all that there are.
    fn taken(budget: &mut Budget, now: u64, who: u64) -> Vec<Taken> {
        (0..1_000).map_while(|_| budget.take(at(now), who)).collect()
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
    fn what_is_owed_is_forgotten_ten_seconds_after_the_retry_begins() {
        let mut budget = Budget::default();
        assert_eq!(granted(&mut budget, at(990), 0, 0), 10);
        assert_eq!(granted(&mut budget, at(10_990), 0, 0), 0);
        assert_eq!(granted(&mut budget, at(11_000), 0, 0), 10);
        earn(&mut budget, 50_099, ME, 0, 0);
        let taken = taken(&mut budget, 50_099, ME);
        assert_eq!(taken.len(), 10);
        assert!(taken.into_iter().all(|mut taken| budget.begin(at(58_000), &mut taken)));
        assert_eq!(granted(&mut budget, at(68_000), 0, 0), 0, "it began at 58 s");
        assert_eq!(granted(&mut budget, at(68_100), 0, 0), 10);
    }

    #[test]
    fn calls_that_are_under_way_for_long_earn_once() {
        let mut budget = Budget::default();
        earn(&mut budget, 20, ME, 1_000, 1_000);
        let waiting = taken(&mut budget, 20, ME);
        assert_eq!(waiting.len(), 200, "the reserve is kept for those");
        assert!(waiting.into_iter().all(|mut taken| budget.begin(at(9_020), &mut taken)));
        assert_eq!(granted(&mut budget, at(10_100), 1_000, 1_000), 10);
        assert_eq!(granted(&mut budget, at(20_000), 1_000, 1_000), 0);
        assert_eq!(granted(&mut budget, at(40_000), 1_000, 1_000), 210, "in another ten seconds");
    }

    #[test]
    fn a_hiccup_every_ten_seconds_is_retried_where_good_calls_have_paid() {
        for gap in [9_900, 10_000, 10_500, 11_000] {
            let mut budget = Budget::default();
            for hiccup in 1..9 {
                assert_eq!(granted(&mut budget, at(hiccup * gap), hiccup * 5_000, 0), 10, "each {gap} ms");
            }
        }
    }

    #[test]
    fn what_is_given_back_is_owed_no_more() {
        let mut budget = Budget::default();
        earn(&mut budget, 0, ME, 10, 10);
        let mut taken = taken(&mut budget, 0, ME);
        assert_eq!(taken.len(), 10, "the two that were earned wait, and the reserve has room for them");
        taken.drain(..5).for_each(|taken| budget.give_back(taken));
        assert_eq!(budget.left(at(0)), 5, "the two are lost");
        assert!(taken.into_iter().all(|mut taken| budget.begin(at(0), &mut taken)));
        assert_eq!(granted(&mut budget, at(0), 10, 10), 5);
    }

    #[test]
    fn what_is_given_back_pays_for_nobody_else() {
        let mut budget = Budget::default();
        earn(&mut budget, 0, 8, 1_000, 1_000);
        let waiting = taken(&mut budget, 0, 8);
        assert_eq!(waiting.len(), 200);
        earn(&mut budget, 5_000, 8, 1_000, 0);
        let mut others = 0;
        for taken in waiting {
            budget.give_back(taken);
            others += granted(&mut budget, at(5_000), 1, 1);
            assert_eq!(granted_to(&mut budget, 8, 5_000), 0);
        }
        assert_eq!(others, 10, "what it owes is not repaid by those who hang up");
    }

    fn granted_to(budget: &mut Budget, who: u64, now: u64) -> usize {
        (0..1_000).take_while(|_| take(budget, at(now), 0.2, who, 1_000, 0)).count()
    }

    #[test]
    fn whoever_begins_long_after_is_to_take_another_and_holds_nobody_up() {
        let mut budget = Budget::default();
        earn(&mut budget, 0, ME, 100, 100);
        let mut late = taken(&mut budget, 0, ME);
        assert_eq!((late.len(), budget.left(at(9_000))), (20, 0), "the reserve is kept for those who wait");
        assert_eq!(budget.left(at(10_100)), 10);
        assert!(late.iter_mut().all(|taken| !budget.begin(at(10_100), taken)));
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
        /// Decides on a retry.
        Retries,
        /// One that was decided on begins, or is given back.
        Begin(usize),
        GiveBack(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<(u64, u64, Step)>> {
        let pause = prop_oneof![3 => Just(0), 3 => 0..40_u64, 1 => 0..9_000_u64];
        let step = prop_oneof![
            6 => Just(Step::Begins),
            4 => Just(Step::Ends),
            8 => Just(Step::Retries),
            3 => any::<usize>().prop_map(Step::Begin),
            1 => any::<usize>().prop_map(Step::GiveBack),
        ];
        vec((pause, 0..3_u64, step), 0..400)
    }

    /// A retry that was decided on.
    struct Decided {
        at: u64,
        /// How many calls had begun before, of which so many were under way.
        begun: u64,
        under_way: u64,
        was_made: bool,
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Against a naive look at any time that begins with a retry and ends with one.
        #[test]
        fn any_time_has_a_share_of_the_calls_in_it_and_the_reserve(share in 0.0..=1.0_f64, steps in steps()) {
            let mut budget = Budget::default();
            let (mut now, mut begun, mut retries, mut waiting) = (0, 0, Vec::new(), Vec::new());
            let (mut made, mut under_way) = ([0_u64; 3], [0_u64; 3]);
            for (pause, who, step) in steps {
                now += pause;
                let its = usize::try_from(who).unwrap();
                match step {
                    Step::Begins => {
                        (made[its], under_way[its], begun) = (made[its] + 1, under_way[its] + 1, begun + 1);
                    }
                    Step::Ends => under_way[its] = under_way[its].saturating_sub(1),
                    Step::Retries => {
                        let left = budget.left(at(now));
                        budget.earn(at(now), share, who, Calls { made: made[its], under_way: under_way[its] });
                        match budget.take(at(now), who) {
                            Some(taken) => {
                                waiting.push((retries.len(), taken));
                                let under_way = under_way.iter().sum();
                                retries.push(Decided { at: now, begun, under_way, was_made: true });
                            }
                            None => prop_assert_eq!(left, 0, "whoever is refused finds nothing in reserve"),
                        }
                    }
                    Step::Begin(which) | Step::GiveBack(which) if !waiting.is_empty() => {
                        let (index, mut taken) = waiting.swap_remove(which % waiting.len());
                        if matches!(step, Step::GiveBack(_)) || !budget.begin(at(now), &mut taken) {
                            budget.give_back(taken);
                            retries[index].was_made = false;
                        }
                    }
                    Step::Begin(_) | Step::GiveBack(_) => {}
                }
            }
            retries.retain(|retry| retry.was_made);
            for (index, from) in retries.iter().enumerate() {
                for (more, to) in retries[index..].iter().enumerate() {
                    let calls = from.under_way + (to.begun - from.begun);
                    let tens = (to.at - from.at) / 10_000 + 1;
                    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                    let (made, most) = ((more + 1) as f64, share * (calls * tens) as f64 + 10.0 * tens as f64);
                    prop_assert!(made <= most + 0.001, "{made} of {most} from {} to {}", from.at, to.at);
                }
            }
        }
    }
}
