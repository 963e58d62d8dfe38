//! Those who wait for a flight, in the order in which they would lead it: who has the most time left comes first, and of those with the
//! same time who came first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::task::Waker;

use crate::clock::Moment;

/// Those who have looked at least once. The wakers are the user's: each one that is given back is to be dropped without a lock.
#[derive(Debug, Default)]
pub(super) struct Line {
    asleep: BTreeMap<u64, Asleep>,
    patient: BTreeSet<(Moment, Reverse<u64>)>,
}

#[derive(Debug)]
struct Asleep {
    until: Moment,
    /// What wakes him, unless that was done since he looked.
    waker: Option<Waker>,
}

impl Line {
    /// Tells whether nobody comes before him, who has time until then.
    pub(super) fn is_first(&self, who: u64, until: Moment) -> bool {
        self.patient.last().is_none_or(|first| *first <= (until, Reverse(who)))
    }

    /// Has him wait to be woken.
    pub(super) fn sleeps(&mut self, who: u64, until: Moment, waker: Waker) -> Option<Waker> {
        let before = self.asleep.insert(who, Asleep { until, waker: Some(waker) });
        if let Some(before) = &before {
            self.patient.remove(&(before.until, Reverse(who)));
        }
        self.patient.insert((until, Reverse(who)));
        before?.waker
    }

    /// Forgets him.
    pub(super) fn leaves(&mut self, who: u64) -> Option<Waker> {
        let Asleep { until, waker } = self.asleep.remove(&who)?;
        self.patient.remove(&(until, Reverse(who)));
        waker
    }

    /// What wakes the first, unless that was done.
    pub(super) fn wakes_first(&mut self) -> Option<Waker> {
        let (_, Reverse(first)) = self.patient.last()?;
        self.asleep.get_mut(first)?.waker.take()
    }

    /// What wakes all of them, the first before the others.
    pub(super) fn wakes_all(&mut self) -> Vec<Waker> {
        let Self { asleep, patient } = self;
        patient.iter().rev().filter_map(|(_, Reverse(who))| asleep.get_mut(who)?.waker.take()).collect()
    }

    /// What wakes all of them, who need not come again.
    pub(super) fn ends(&mut self) -> Vec<Waker> {
        self.patient.clear();
        take(&mut self.asleep).into_values().filter_map(|asleep| asleep.waker).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::Line;
    use crate::clock::Moment;

    #[test]
    fn who_has_the_most_time_is_first_and_of_two_who_came_first() {
        let at = Moment::at_nanos;
        let mut line = Line::default();
        assert!(line.is_first(5, at(0)), "nobody else is there");
        for (who, until) in [(1, at(10)), (2, at(20)), (3, at(20)), (4, at(5))] {
            assert!(line.sleeps(who, until, Waker::noop().clone()).is_none());
        }
        assert_eq!([(1, 10), (2, 20), (3, 20)].map(|(who, until)| line.is_first(who, at(until))), [false, true, false]);
        assert!(line.is_first(9, at(21)) && !line.is_first(9, at(20)));
        assert!(line.leaves(2).is_some() && line.leaves(2).is_none());
        assert!(line.is_first(3, at(20)) && line.wakes_first().is_some() && line.wakes_first().is_none());
        assert_eq!((line.wakes_all().len(), line.ends().len()), (2, 0));
        assert!(line.is_first(4, at(5)));
    }
}
