//! Sees to it that what is told of a counter never goes back, as those who collect take for granted.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use dyno::DurationTotals;

use crate::exported::{Labels, Number, Value};

/// What has been told of counters. Where one falls, because a command was built anew or one of several that share their labels is gone, it stays, and
/// goes on from there with what is counted from then on.
#[derive(Debug)]
pub(crate) struct Rising {
    /// By a hash of name and labels: of those there are many, and they are long.
    counters: HashMap<u64, Counter>,
    hash: RandomState,
    /// Of how many it remembers what they were, once they are no longer told of.
    memory: usize,
    round: u64,
}

#[derive(Debug, Default)]
struct Counter {
    last: u64,
    fallen: u64,
    round: u64,
}

impl Rising {
    pub(crate) fn new(memory: usize) -> Self {
        Self { counters: HashMap::new(), hash: RandomState::new(), memory, round: 0 }
    }

    /// Begins to tell of all of them.
    pub(crate) fn begin(&mut self) {
        if self.counters.len() > self.memory {
            self.counters.retain(|_, counter| counter.round == self.round);
        }
        self.round += 1;
    }

    /// Gives each number that is to be told, as [`Value::numbers`] does.
    pub(crate) fn numbers(
        &mut self,
        name: &str,
        labels: Labels<'_>,
        value: Value<'_>,
        tell: impl FnMut(&'static str, Labels<'_>, Number),
    ) {
        match value {
            Value::Count(now) => {
                Value::Count(self.counted(self.hash.hash_one((name, labels)), now)).numbers(labels, tell);
            }
            Value::Level(_) => value.numbers(labels, tell),
            Value::Durations(now) => Value::Durations(&self.durations(name, labels, now)).numbers(labels, tell),
        }
    }

    fn durations(&mut self, name: &str, labels: Labels<'_>, now: &DurationTotals) -> DurationTotals {
        let hash = |part: u64, this: &Self| this.hash.hash_one((name, labels, part));
        let mut told = now.clone();
        let (mut below, mut count) = (0, 0);
        // Each bucket by itself: of what falls and rises at once, sums would not fit together any more.
        let ends = told.buckets.iter_mut().map(|bucket| &mut bucket.count).chain([&mut told.count]);
        for (part, end) in (1..).zip(ends) {
            let alone = *end - below;
            below = *end;
            count += self.counted(hash(part, self), alone);
            *end = count;
        }
        let nanos = u64::try_from(now.sum.as_nanos()).unwrap_or(u64::MAX);
        told.sum = Duration::from_nanos(self.counted(hash(0, self), nanos));
        told
    }

    fn counted(&mut self, hash: u64, now: u64) -> u64 {
        let counter = self.counters.entry(hash).or_default();
        counter.fallen += counter.last.saturating_sub(now);
        (counter.last, counter.round) = (now, self.round);
        now + counter.fallen
    }
}

#[cfg(test)]
mod tests {
    use super::Rising;
    use crate::exported::{Number, Value};

    fn told(rising: &mut Rising, counts: &[u64]) -> Vec<Number> {
        let mut told = Vec::new();
        for now in counts {
            rising.begin();
            rising.numbers("a", &[("b", "c")], Value::Count(*now), |_, _, number| told.push(number));
        }
        told
    }

    #[test]
    fn what_falls_goes_on_from_where_it_was() {
        let counts = [3, 10, 10, 13, 13, 14].map(Number::Count);
        assert_eq!(told(&mut Rising::new(0), &[3, 10, 2, 5, 0, 1]), counts);
    }

    #[test]
    fn what_is_gone_is_remembered_as_far_as_there_is_room() {
        for (memory, then) in [(1, 11), (0, 1)] {
            let mut rising = Rising::new(memory);
            told(&mut rising, &[10]);
            rising.begin();
            rising.begin();
            assert_eq!(told(&mut rising, &[0, 1])[1], Number::Count(then));
        }
    }
}
