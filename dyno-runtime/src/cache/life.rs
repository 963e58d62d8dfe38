//! What is known of an entry besides its value: when it was made, what that took, and when it is too old.

use std::time::Duration;

use crate::clock::{Moment, nanos};

/// What it takes to make a value: a mean and a deviation that follow the last makings, in nanoseconds. The weights are those of
/// TCP for its round trips (RFC 6298): an eighth and a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    last: u64,
    mean: u64,
    deviation: u64,
}

impl Cost {
    /// What is known after this making and those before it.
    pub(crate) fn of(took: Duration, before: Option<Self>) -> Self {
        let last = nanos(took);
        let Some(Self { mean, deviation, .. }) = before else {
            return Self { last, mean: last, deviation: last / 2 };
        };
        let off = mean.abs_diff(last);
        Self { last, mean: mean - mean / 8 + last / 8, deviation: deviation - deviation / 4 + off / 4 }
    }

    pub(crate) fn last(self) -> Duration {
        Duration::from_nanos(self.last)
    }

    /// So long that most makings take less.
    pub(crate) fn most(self) -> Duration {
        Duration::from_nanos(self.mean.saturating_add(self.deviation.saturating_mul(2)))
    }

    #[cfg(test)]
    pub(crate) fn mean(self) -> Duration {
        Duration::from_nanos(self.mean)
    }
}

/// The times of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    pub(crate) made: Moment,
    /// From when on it is too old; [`Moment::NEVER`] if it never is.
    pub(crate) expires: Moment,
    pub(crate) cost: Cost,
}

impl Life {
    pub(crate) fn age(&self, now: Moment) -> Duration {
        now.since(self.made)
    }

    /// What share of its time has gone.
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub(crate) fn share(&self, now: Moment) -> f64 {
        now.nanos_since(self.made) as f64 / self.expires.nanos_since(self.made) as f64
    }

    /// From its making to its expiry.
    pub(crate) fn ttl(&self) -> Duration {
        self.expires.since(self.made)
    }

    pub(crate) fn is_expired(&self, now: Moment) -> bool {
        self.expires <= now
    }

    /// How long before its expiry that is; nothing after it.
    pub(crate) fn left(&self, now: Moment) -> Duration {
        self.expires.since(now)
    }
}

/// An entry that somebody asks for, as an [`EarlyRefresh`](crate::EarlyRefresh) of your own sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CachedLife {
    /// How long ago it was made.
    pub age: Duration,
    /// How long it lives; its expiry is not earlier than now.
    pub ttl: Duration,
    /// How long its making took.
    pub cost: Duration,
}

impl CachedLife {
    pub(crate) fn of(life: &Life, now: Moment) -> Self {
        Self { age: life.age(now), ttl: life.ttl(), cost: life.cost.last() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Cost;

    #[test]
    fn the_cost_follows_the_makings() {
        let seconds = Duration::from_secs;
        let first = Cost::of(seconds(8), None);
        assert_eq!((first.mean(), first.most()), (seconds(8), seconds(16)));
        let second = Cost::of(seconds(16), Some(first));
        assert_eq!((second.last(), second.mean(), second.most()), (seconds(16), seconds(9), seconds(19)));
        let steady = (0..100).fold(second, |cost, _| Cost::of(seconds(1), Some(cost)));
        assert!(steady.most() < Duration::from_millis(1_010), "{steady:?}");
        let longest = Cost::of(Duration::MAX, Some(Cost::of(Duration::MAX, None)));
        assert!(longest.most() >= longest.mean());
    }
}
