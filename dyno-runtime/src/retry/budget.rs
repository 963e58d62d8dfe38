//! How many retries there may be: a share of the first attempts in the last 10 s, and a few more. So what is down is asked
//! little more than what is well, however many attempts each call may make.
//!
//! Looking back from each retry there are no more in 10 s. Of 10 s that begin with a burst of them as much cannot be said, because what
//! earned them may have come just before: were it worth nothing then, what fails in one second after nine good ones would not be retried.
//!
//! A retry is taken when it begins, because that is when it is a load. What fails meanwhile may wait for hours and be left before that: so
//! it is only foreseen until then, and keeps others from waiting for what will be taken.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Moment;
use crate::stats::{Merge, Window};

/// How long a first attempt, and each retry, counts.
pub(crate) const LIFE: Duration = Duration::from_secs(10);

/// How many retries there may be in that time whatever the share is: one a second, also all at once.
const RESERVE: f64 = 10.0;

/// The retries of the last 10 s, and those to come.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The live second and the ten before it: with ten in all, retries of less than 10 s ago would be forgotten.
    retries: Window<Tally, 11>,
    /// How many are foreseen, by the second in which they are due.
    foreseen: BTreeMap<u64, u64>,
}

/// A number in a bucket.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally(pub(super) u64);

impl Merge for Tally {
    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
    }
}

impl Budget {
    /// Begins with nothing spent.
    pub(crate) fn new(now: Moment) -> Self {
        Self { retries: Window::new(LIFE / 10 * 11, now), foreseen: BTreeMap::new() }
    }

    /// Foresees a retry that is due then, if there will be one left as far as that is known: if fewer than may be have begun, or are
    /// foreseen, within 10 s of that. Whoever foresees one has it begin or forgets it, and in either case calls [`Budget::forget`].
    pub(crate) fn foresee(&mut self, now: Moment, due: Moment, share: f64, firsts: u64) -> bool {
        let may = self.left_at(now, due, share, firsts) > 0;
        if may {
            *self.foreseen.entry(second(due)).or_default() += 1;
        }
        may
    }

    /// Forgets a retry that was foreseen.
    pub(crate) fn forget(&mut self, due: Moment) {
        let due = second(due);
        if let Some(retries) = self.foreseen.get_mut(&due) {
            *retries -= 1;
            if *retries == 0 {
                self.foreseen.remove(&due);
            }
        }
    }

    /// Takes one retry that begins now, if there is one left: with so many `firsts`, first attempts in no more than the last 10 s, of
    /// which `share` in 0.0..=1.0 may be tried again. What is foreseen is no matter.
    pub(crate) fn withdraw(&mut self, now: Moment, share: f64, firsts: u64) -> bool {
        self.retries.advance(now);
        let may = self.retries.sum().0 < allowance(share, firsts);
        if may {
            self.retries.newest().0 += 1;
        }
        may
    }

    /// Counts those that could be foreseen for now.
    pub(crate) fn left(&mut self, now: Moment, share: f64, firsts: u64) -> u64 {
        self.left_at(now, now, share, firsts)
    }

    fn left_at(&mut self, now: Moment, due: Moment, share: f64, firsts: u64) -> u64 {
        self.retries.advance(now);
        let due = second(due);
        let (earliest, latest) = (due.saturating_sub(LIFE.as_secs()), due.saturating_add(LIFE.as_secs()));
        let begun = self.retries.buckets().filter(|(began, _)| second(*began) >= earliest).map(|(_, tally)| tally.0);
        let foreseen = self.foreseen.range(earliest..=latest).map(|(_, retries)| *retries);
        allowance(share, firsts).saturating_sub(begun.chain(foreseen).sum())
    }
}

fn second(moment: Moment) -> u64 {
    moment.since_start().as_secs()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "what is no whole number of retries is no retry, and what is none at all is zero"
)]
fn allowance(share: f64, firsts: u64) -> u64 {
    (share * firsts as f64 + RESERVE) as u64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Budget, Moment};

    fn at(millis: u64) -> Moment {
        Moment::at(Duration::from_millis(millis))
    }

    fn granted(budget: &mut Budget, now: Moment, firsts: u64) -> usize {
        (0..1_000).take_while(|_| budget.withdraw(now, 0.2, firsts)).count()
    }

    #[test]
    fn a_fifth_of_the_first_attempts_and_ten_more() {
        let mut budget = Budget::new(at(0));
        assert_eq!(budget.left(at(0), 0.2, 100), 30);
        assert_eq!(granted(&mut budget, at(0), 0), 10);
        assert_eq!(granted(&mut budget, at(0), 100), 20);
        assert_eq!(budget.left(at(0), 0.2, 100), 0);
    }

    #[test]
    fn what_was_spent_comes_back_when_it_is_ten_seconds_old() {
        let mut budget = Budget::new(at(0));
        assert_eq!(granted(&mut budget, at(900), 0), 10);
        // It is 9.1 s old, and its second is the tenth before this one.
        assert_eq!(granted(&mut budget, at(10_000), 0), 0);
        assert_eq!(granted(&mut budget, at(11_000), 0), 10);
    }

    #[test]
    fn what_was_earned_just_before_a_burst_is_worth_something_in_it() {
        let mut budget = Budget::new(at(0));
        // 180 first attempts before it, and none in the 10 s that begin with it.
        assert_eq!(granted(&mut budget, at(9_999), 180), 46);
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing_away() {
        let mut budget = Budget::new(at(60_000));
        assert_eq!(granted(&mut budget, at(60_000), 0), 10);
        assert_eq!(granted(&mut budget, at(0), 0), 0);
        assert_eq!(granted(&mut budget, Moment::NEVER, 0), 10);
    }

    #[test]
    fn a_share_that_cannot_be_does_no_harm() {
        let mut budget = Budget::new(at(0));
        assert_eq!(budget.left(at(0), f64::NAN, 100), 0);
        assert_eq!(budget.left(at(0), -1.0, 100), 0);
        assert_eq!(budget.left(at(0), f64::INFINITY, 100), u64::MAX);
        assert_eq!(budget.left(at(0), 1.0, u64::MAX), u64::MAX);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// What is said of any time, against a naive look at all of them: each that begins with a retry and ends with one.
        #[test]
        fn any_time_has_what_it_and_the_ten_seconds_before_it_have_earned(
            share in 0.0..=1.0f64,
            steps in vec((prop_oneof![Just(0), 0..40u64, 0..9_000u64], 0..7u8), 0..300),
        ) {
            let mut budget = Budget::new(at(0));
            let (mut now, mut firsts, mut retries) = (0, Vec::new(), Vec::new());
            for (pause, kind) in steps {
                now += pause;
                if kind < 4 {
                    firsts.push(now);
                    continue;
                }
                let known = firsts.iter().filter(|then| now - **then < 10_000).count() as u64;
                if budget.withdraw(at(now), share, known) {
                    retries.push(now);
                }
            }
            for (index, from) in retries.iter().enumerate() {
                for (more, to) in retries[index..].iter().enumerate() {
                    let earned = firsts.iter().filter(|then| **then + 10_000 > *from && *then <= to).count();
                    let begun = (to - from) / 10_000 + 1;
                    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                    let (made, most) = ((more + 1) as f64, share * earned as f64 + 10.0 * begun as f64);
                    prop_assert!(made <= most, "{made} of {most} from {from} to {to}");
                }
            }
        }

        /// Each step is a time since the last, and whether it is a first attempt or a retry.
        #[test]
        fn no_ten_seconds_have_more_than_their_share(
            share in 0.0..=1.0f64,
            steps in vec((0..700u64, 0..5u8), 0..400),
        ) {
            let mut budget = Budget::new(at(0));
            let (mut now, mut firsts, mut retries) = (0, Vec::new(), Vec::new());
            let recent = |times: &[u64], now: u64| times.iter().filter(|then| now - **then < 10_000).count();
            for (pause, kind) in steps {
                now += pause;
                if kind < 3 {
                    firsts.push(now);
                    continue;
                }
                let known = recent(&firsts, now) as u64;
                let before = recent(&retries, now);
                #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                let (most, before) = (share * known as f64 + 10.0, before as f64);
                if budget.withdraw(at(now), share, known) {
                    retries.push(now);
                    prop_assert!(before + 1.0 <= most, "{before} of {most} at {now}");
                } else {
                    // What is 11 s old is forgotten for sure.
                    let kept = retries.iter().filter(|then| now - **then < 11_000).count();
                    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
                    let kept = kept as f64;
                    prop_assert!(kept + 1.0 > most, "{kept} of {most} at {now}");
                }
            }
        }
    }
}
