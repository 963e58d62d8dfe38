//! The window of the model: every outcome of a generation, counted afresh each time.

use std::time::Duration;

use dyno::Window;

/// How an outcome counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) failed: bool,
    pub(super) slow: bool,
}

/// All that was counted since it was fresh, each outcome with the bucket it is in.
#[derive(Clone, Debug)]
pub(super) struct Outcomes {
    all: Vec<(u64, Counted)>,
    newest: u64,
    /// The bucket in which it was last judged whether one had turned.
    judged: u64,
}

/// What the window holds at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) counted: u64,
    pub(super) failures: u64,
    pub(super) slow: u64,
}

impl Outcomes {
    pub(super) fn fresh(window: Window, now: u64) -> Self {
        Self { all: Vec::new(), newest: bucket(window, now), judged: bucket(window, now) }
    }

    /// Counts an outcome; true when it is the first since a bucket turned.
    pub(super) fn count(&mut self, window: Window, now: u64, outcome: Counted) -> bool {
        self.turn(window, now);
        let turned = self.newest > self.judged;
        self.judged = self.newest;
        self.all.push((self.newest, outcome));
        turned
    }

    /// Begins a new bucket if it is time. A clock that stepped back stays in the newest.
    pub(super) fn turn(&mut self, window: Window, now: u64) {
        self.newest = self.newest.max(bucket(window, now));
    }

    pub(super) fn tally(&self, window: Window, now: u64) -> Tally {
        match window {
            Window::Calls(calls) => Tally::of(self.all.iter().rev().take(calls as usize)),
            _ => {
                let last = self.newest.max(bucket(window, now));
                Tally::of(self.all.iter().filter(|(bucket, _)| last - bucket < 10))
            }
        }
    }

    pub(super) fn in_a_row(&self) -> u64 {
        self.all.iter().rev().take_while(|(_, outcome)| outcome.failed).count() as u64
    }
}

impl Tally {
    fn of<'a>(outcomes: impl Iterator<Item = &'a (u64, Counted)>) -> Self {
        outcomes.fold(Self::default(), |tally, (_, outcome)| Self {
            counted: tally.counted + 1,
            failures: tally.failures + u64::from(outcome.failed),
            slow: tally.slow + u64::from(outcome.slow),
        })
    }

    pub(super) fn failure_rate(&self) -> f64 {
        share(self.failures, self.counted)
    }

    pub(super) fn slow_rate(&self) -> f64 {
        share(self.slow, self.counted)
    }
}

/// Ten of these are the window; they are aligned to the clock's zero.
fn bucket(window: Window, now: u64) -> u64 {
    match window {
        Window::Time(span) => now / (nanos(span) / 10).max(1),
        _ => 0,
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "the counts of a test are small")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
