//! A rolling window: the last `N` buckets of equal width.

use std::time::Duration;

use crate::clock::{Moment, nanos};

/// What a bucket holds: it can be added to another of its kind, and is empty by default.
pub(crate) trait Merge: Clone + Default {
    fn merge(&mut self, other: &Self);
}

/// The last `N` buckets; one that is empty takes no room. Time only moves it forward: a clock that steps back writes into the
/// newest bucket.
#[derive(Clone, Debug)]
pub(crate) struct Window<T, const N: usize> {
    width: u64,
    newest: u64,
    buckets: [Option<Box<T>>; N],
}

impl<T: Merge, const N: usize> Window<T, N> {
    /// Makes an empty window that spans `span` and starts at `now`; a bucket is at least 1 ns wide.
    pub(crate) fn new(span: Duration, now: Moment) -> Self {
        let width = (nanos(span) / N as u64).max(1);
        Self { width, newest: now.as_nanos() / width, buckets: [const { None }; N] }
    }

    /// Turns to the bucket of `now`, forgets what is too old, and tells whether it turned.
    pub(crate) fn advance(&mut self, now: Moment) -> bool {
        let turns = self.turns(now);
        for turn in 1..=turns.min(N as u64) {
            *self.slot(self.newest + turn) = None;
        }
        self.newest += turns;
        turns > 0
    }

    /// The bucket of the last `advance`.
    pub(crate) fn newest(&mut self) -> &mut T {
        self.slot(self.newest).get_or_insert_default()
    }

    /// Adds to the bucket in which `then` lies, unless that is out of the window.
    pub(crate) fn merge_at(&mut self, then: Moment, other: &T) {
        let bucket = (then.as_nanos() / self.width).min(self.newest);
        if self.newest - bucket < N as u64 {
            self.slot(bucket).get_or_insert_default().merge(other);
        }
    }

    /// When the newest bucket ends.
    pub(crate) fn turns_at(&self) -> Moment {
        Moment::at_nanos((self.newest.saturating_add(1)).saturating_mul(self.width))
    }

    /// Everything in the window.
    pub(crate) fn sum(&self) -> T {
        self.buckets.iter().flatten().fold(T::default(), |mut sum, bucket| {
            sum.merge(bucket);
            sum
        })
    }

    /// Everything that is in the window at `now`, which forgets nothing for that.
    #[cfg(feature = "command")]
    pub(crate) fn sum_at(&self, now: Moment) -> T {
        let oldest = (self.newest + self.turns(now) + 1).saturating_sub(N as u64);
        let buckets = (oldest..=self.newest).filter_map(|bucket| self.buckets[Self::index(bucket)].as_deref());
        buckets.fold(T::default(), |mut sum, bucket| {
            sum.merge(bucket);
            sum
        })
    }

    /// Whether the newest bucket is in the window at `now`.
    #[cfg(feature = "command")]
    pub(crate) fn reaches(&self, now: Moment) -> bool {
        self.turns(now) < N as u64
    }

    /// Each bucket that is not empty with the moment at which it began, oldest first.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (Moment, &T)> {
        let oldest = self.newest.saturating_sub(N as u64 - 1);
        (oldest..=self.newest).filter_map(|bucket| {
            let began = Moment::at(Duration::from_nanos(bucket.saturating_mul(self.width)));
            Some((began, &**self.buckets[Self::index(bucket)].as_ref()?))
        })
    }

    /// How long a bucket lasts.
    pub(crate) fn width(&self) -> Duration {
        Duration::from_nanos(self.width)
    }

    /// How many buckets have begun since the newest.
    fn turns(&self, now: Moment) -> u64 {
        (now.as_nanos() / self.width).saturating_sub(self.newest)
    }

    fn slot(&mut self, bucket: u64) -> &mut Option<Box<T>> {
        &mut self.buckets[Self::index(bucket)]
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is less than N")]
    fn index(bucket: u64) -> usize {
        (bucket % N as u64) as usize
    }
}
