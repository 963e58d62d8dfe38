//! What was pulled out of calls: counts by kind, the last of them, and what may still be logged. Pure: the time is a parameter.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::clock::Moment;
use crate::harness::snapshot::PulledError;

/// How many kinds are counted by themselves; others are one.
const KINDS: usize = 64;
/// How those are called.
const OTHERS: &str = "other";
/// How many errors are kept, and how many panics.
const KEPT: usize = 20;
/// How many of each are logged within a second.
const LOGGED: usize = 10;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct State {
    errors: BTreeMap<String, u64>,
    panics: u64,
    /// How many were pulled out, of both.
    pulled: u64,
    of_errors: Recent,
    /// A panic is news also where errors come thick and fast.
    of_panics: Recent,
}

/// The last of them, and what may still be logged.
#[derive(Debug, Default)]
struct Recent {
    /// Each with how many were before it.
    last: VecDeque<(u64, PulledError)>,
    /// When the last were logged.
    logged: VecDeque<Moment>,
    /// How many were not logged since one was.
    unlogged: u64,
}

impl State {
    /// Counts and keeps one; tells how many of its like were not logged before it, if it is to be logged.
    pub(super) fn pull(&mut self, error: PulledError, now: Moment) -> Option<u64> {
        if error.is_panic {
            self.panics += 1;
        } else {
            self.count(&error.kind);
        }
        let recent = if error.is_panic { &mut self.of_panics } else { &mut self.of_errors };
        recent.keep(self.pulled, error);
        self.pulled += 1;
        recent.may_log(now)
    }

    pub(super) fn errors(&self) -> &BTreeMap<String, u64> {
        &self.errors
    }

    pub(super) fn panics(&self) -> u64 {
        self.panics
    }

    /// The last ones, oldest first.
    pub(super) fn last(&self) -> Vec<PulledError> {
        let mut last: Vec<_> = self.of_errors.last.iter().chain(&self.of_panics.last).collect();
        last.sort_by_key(|(before, _)| *before);
        last.into_iter().map(|(_, error)| error.clone()).collect()
    }

    fn count(&mut self, kind: &str) {
        let has_room = self.errors.contains_key(kind) || self.errors.len() < KINDS;
        *self.errors.entry(if has_room { kind } else { OTHERS }.to_owned()).or_default() += 1;
    }
}

impl Recent {
    fn keep(&mut self, before: u64, error: PulledError) {
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back((before, error));
    }

    fn may_log(&mut self, now: Moment) -> Option<u64> {
        if self.logged.len() == LOGGED {
            if self.logged.front().is_some_and(|first| now.since(*first) < SECOND) {
                self.unlogged += 1;
                return None;
            }
            self.logged.pop_front();
        }
        self.logged.push_back(now);
        Some(std::mem::take(&mut self.unlogged))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::{Duration, KEPT, Moment, PulledError, State};

    fn pulled(kind: u32, is_panic: bool, at: u64) -> PulledError {
        let at = Duration::from_millis(at);
        PulledError { at, kind: kind.to_string(), text: None, is_panic }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Each step is a time since the last, a kind, and whether it is a panic.
        #[test]
        fn all_are_counted_and_few_are_logged(steps in vec((0..400_u64, 0..90_u32, any::<bool>()), 0..400)) {
            let (mut state, mut now) = (State::default(), 0);
            // Of errors and of panics.
            let (mut logged, mut unlogged) = ([Vec::new(), Vec::new()], [0, 0]);
            let (mut counts, mut panics) = (BTreeMap::<u32, u64>::new(), 0);
            for (pause, kind, is_panic) in &steps {
                now += pause;
                let which = usize::from(*is_panic);
                match state.pull(pulled(*kind, *is_panic, now), Moment::at(Duration::from_millis(now))) {
                    Some(before) => {
                        prop_assert_eq!(before, unlogged[which]);
                        unlogged[which] = 0;
                        logged[which].push(now);
                    }
                    None => unlogged[which] += 1,
                }
                if *is_panic { panics += 1 } else { *counts.entry(*kind).or_default() += 1 }
                let recent = logged[which].iter().filter(|then| **then + 1_000 > now).count();
                prop_assert!(recent <= 10, "{recent} in a second");
                prop_assert!(unlogged[which] == 0 || recent == 10, "{recent} in a second, and it was silent");
            }
            prop_assert_eq!((state.panics(), state.errors().values().sum::<u64>()), (panics, counts.values().sum()));
            prop_assert!(state.errors().len() <= 65);
            for (kind, count) in state.errors().iter().filter(|(kind, _)| *kind != "other") {
                prop_assert_eq!(counts[&kind.parse::<u32>().unwrap()], *count);
            }
            let kept = state.last();
            prop_assert!(kept.is_sorted_by_key(|error| error.at));
            for which in [false, true] {
                let all = steps.iter().rev().filter(|(.., is_panic)| *is_panic == which);
                let expected: Vec<_> = all.take(KEPT).map(|(_, kind, _)| kind.to_string()).collect();
                let kept = kept.iter().rev().filter(|error| error.is_panic == which);
                prop_assert_eq!(kept.map(|error| error.kind.clone()).collect::<Vec<_>>(), expected);
            }
        }
    }
}
