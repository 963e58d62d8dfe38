//! What was pulled out of calls: counts by kind, the last of them, and what may still be logged. Pure: the time is a parameter.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::clock::Moment;
use crate::harness::snapshot::PulledError;

/// How many kinds are counted by themselves; others are one.
const KINDS: usize = 64;
/// How those are called.
const OTHERS: &str = "other";
/// How many are kept.
const KEPT: usize = 20;
/// How many are logged in a second.
const LOGGED: u32 = 10;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct State {
    errors: BTreeMap<String, u64>,
    panics: u64,
    last: VecDeque<PulledError>,
    /// When the second began in which so many were logged.
    second: Option<Moment>,
    logged: u32,
    /// How many were not logged since one was.
    unlogged: u64,
}

impl State {
    /// Counts and keeps one; tells how many were not logged before it, if it is to be logged.
    pub(super) fn pull(&mut self, error: PulledError, now: Moment) -> Option<u64> {
        if error.is_panic {
            self.panics += 1;
        } else {
            self.count(&error.kind);
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(error);
        self.may_log(now)
    }

    pub(super) fn errors(&self) -> &BTreeMap<String, u64> {
        &self.errors
    }

    pub(super) fn panics(&self) -> u64 {
        self.panics
    }

    /// The last ones, oldest first.
    pub(super) fn last(&self) -> Vec<PulledError> {
        self.last.iter().cloned().collect()
    }

    fn count(&mut self, kind: &str) {
        let has_room = self.errors.contains_key(kind) || self.errors.len() < KINDS;
        *self.errors.entry(if has_room { kind } else { OTHERS }.to_owned()).or_default() += 1;
    }

    fn may_log(&mut self, now: Moment) -> Option<u64> {
        if self.second.is_none_or(|began| now.since(began) >= SECOND) {
            (self.second, self.logged) = (Some(now), 0);
        }
        if self.logged == LOGGED {
            self.unlogged += 1;
            return None;
        }
        self.logged += 1;
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
            let (mut state, mut now, mut logged, mut unlogged) = (State::default(), 0, Vec::new(), 0);
            let (mut counts, mut panics) = (BTreeMap::<u32, u64>::new(), 0);
            for (pause, kind, is_panic) in &steps {
                now += pause;
                match state.pull(pulled(*kind, *is_panic, now), Moment::at(Duration::from_millis(now))) {
                    Some(before) => {
                        prop_assert_eq!(before, unlogged);
                        unlogged = 0;
                        logged.push(now);
                    }
                    None => unlogged += 1,
                }
                if *is_panic { panics += 1 } else { *counts.entry(*kind).or_default() += 1 }
                let recent = logged.iter().filter(|then| **then + 1_000 > now).count();
                prop_assert!(recent <= 20, "{recent} in a second, which may lie in two of those that are counted");
            }
            prop_assert_eq!((state.panics(), state.errors().values().sum::<u64>()), (panics, counts.values().sum()));
            prop_assert!(state.errors().len() <= 65);
            for (kind, count) in state.errors().iter().filter(|(kind, _)| *kind != "other") {
                prop_assert_eq!(counts[&kind.parse::<u32>().unwrap()], *count);
            }
            let kept: Vec<_> = steps.iter().rev().take(KEPT).map(|(_, kind, _)| kind.to_string()).collect();
            prop_assert_eq!(state.last().into_iter().rev().map(|error| error.kind).collect::<Vec<_>>(), kept);
        }
    }
}
