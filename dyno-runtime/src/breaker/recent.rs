//! The outcomes that are judged together: those of a span of time, or the last so many.

use std::collections::VecDeque;
use std::time::Duration;

use crate::breaker::settings::Window as Setting;
use crate::clock::Moment;
use crate::stats::{Merge, Window};

/// Counted outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) counted: u64,
    pub(crate) failures: u64,
    pub(crate) slow: u64,
}

impl Tally {
    pub(crate) fn one(failed: bool, slow: bool) -> Self {
        Self { counted: 1, failures: failed.into(), slow: slow.into() }
    }

    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    pub(crate) fn failure_rate(&self) -> f64 {
        self.failures as f64 / self.counted as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    pub(crate) fn slow_rate(&self) -> f64 {
        self.slow as f64 / self.counted as f64
    }

    fn remove(&mut self, oldest: Self) {
        self.counted -= oldest.counted;
        self.failures -= oldest.failures;
        self.slow -= oldest.slow;
    }
}

impl Merge for Tally {
    fn merge(&mut self, other: &Self) {
        self.counted += other.counted;
        self.failures += other.failures;
        self.slow += other.slow;
    }
}

/// The outcomes that are judged together.
#[derive(Clone, Debug)]
pub(crate) enum Recent {
    Span(Window<Tally, 10>),
    Last(Ring),
}

impl Recent {
    pub(crate) fn new(setting: Setting, now: Moment) -> Self {
        match setting {
            Setting::Time(span) => Self::Span(Window::new(span, now)),
            Setting::Calls(calls) => Self::Last(Ring::new(calls)),
        }
    }

    /// Turns to `now`, and tells whether something may have left the window.
    pub(crate) fn advance(&mut self, now: Moment) -> bool {
        match self {
            Self::Span(window) => window.advance(now),
            Self::Last(_) => false,
        }
    }

    /// Adds outcomes to the newest bucket.
    pub(crate) fn add(&mut self, tally: Tally) {
        match self {
            Self::Span(window) => window.newest().merge(&tally),
            Self::Last(ring) => ring.extend(tally),
        }
    }

    pub(crate) fn sum(&self) -> Tally {
        match self {
            Self::Span(window) => window.sum(),
            Self::Last(ring) => ring.sum,
        }
    }

    /// What the sum will be at `now`, when `more` came in before.
    pub(crate) fn sum_at(&self, now: Moment, more: Tally) -> Tally {
        match self {
            Self::Span(window) => {
                let mut window = window.clone();
                window.newest().merge(&more);
                window.advance(now);
                window.sum()
            }
            // Where the last so many are judged, nothing waits.
            Self::Last(ring) => ring.sum,
        }
    }

    /// Until when an outcome changes nothing but the newest bucket.
    pub(crate) fn turns_at(&self) -> Moment {
        match self {
            Self::Span(window) => window.turns_at(),
            Self::Last(_) => Moment::NEVER,
        }
    }

    /// How long a bucket lasts; where the last so many are judged, there is none.
    pub(crate) fn bucket(&self) -> Duration {
        match self {
            Self::Span(window) => window.width(),
            Self::Last(_) => Duration::ZERO,
        }
    }

    /// How many are judged together, where that is a number.
    #[cfg(feature = "command")]
    pub(crate) fn room(&self) -> u64 {
        match self {
            Self::Span(_) => 0,
            Self::Last(ring) => ring.size as u64,
        }
    }

    /// The same outcomes under another setting: by the time of their bucket, where both have one.
    pub(crate) fn resized(&self, setting: Setting, now: Moment) -> Self {
        let mut resized = Self::new(setting, now);
        match (self, &mut resized) {
            (Self::Span(old), Self::Span(new)) => {
                for (began, tally) in old.buckets() {
                    new.merge_at(began, tally);
                }
            }
            (Self::Span(old), Self::Last(ring)) => {
                for (_, tally) in old.buckets() {
                    ring.extend(*tally);
                }
            }
            (Self::Last(old), Self::Span(new)) => new.newest().merge(&old.sum),
            (Self::Last(old), Self::Last(new)) => {
                for outcome in &old.outcomes {
                    new.push(*outcome);
                }
            }
        }
        resized
    }
}

/// The last so many outcomes, two bytes each.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    size: usize,
    outcomes: VecDeque<Outcome>,
    sum: Tally,
}

#[derive(Clone, Copy, Debug)]
struct Outcome {
    failed: bool,
    slow: bool,
}

impl Ring {
    fn new(size: u32) -> Self {
        Self { size: size as usize, outcomes: VecDeque::new(), sum: Tally::default() }
    }

    /// Adds outcomes one by one, or as many as there is room for, in the same shares; those that failed come last.
    fn extend(&mut self, tally: Tally) {
        let room = tally.counted.min(self.size as u64);
        let share = |part: u64| (part * room).div_ceil(tally.counted.max(1));
        let (failures, slow) = (share(tally.failures), share(tally.slow));
        for left in (0..room).rev() {
            self.push(Outcome { failed: left < failures, slow: left < slow });
        }
    }

    fn push(&mut self, outcome: Outcome) {
        if self.outcomes.len() == self.size {
            if let Some(oldest) = self.outcomes.pop_front() {
                self.sum.remove(oldest.tally());
            }
        }
        self.outcomes.push_back(outcome);
        self.sum.merge(&outcome.tally());
    }
}

impl Outcome {
    fn tally(self) -> Tally {
        Tally::one(self.failed, self.slow)
    }
}
