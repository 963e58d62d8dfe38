//! The one time source: the system's monotonic clock, or one that tests move.

#[cfg(any(feature = "command", feature = "retry"))]
mod alarm;
#[cfg(feature = "cache")]
mod coarse;
#[cfg(feature = "timing")]
mod cpu;
#[cfg(any(feature = "bulkhead", feature = "command", feature = "retry", feature = "rate_limit"))]
mod deadline;
#[cfg(feature = "test-util")]
mod manual;
#[cfg(feature = "command")]
mod wakes;
mod wall;
mod written;

use std::num::NonZero;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

#[cfg(any(feature = "command", feature = "retry"))]
pub(crate) use self::alarm::Alarm;
#[cfg(all(feature = "command", feature = "pool"))]
pub(crate) use self::alarm::is_timer;
#[cfg(any(feature = "bulkhead", feature = "command", feature = "retry", feature = "rate_limit"))]
pub(crate) use self::deadline::{Deadline, Limit};
#[cfg(feature = "test-util")]
pub use self::manual::ManualClock;
#[cfg(feature = "command")]
pub(crate) use self::wakes::{Wakes, Woken};
#[cfg(feature = "config")]
pub(crate) use self::wall::rfc3339;
pub(crate) use self::wall::{time_of_day, wall_or_none};
#[cfg(feature = "command")]
pub(crate) use self::wall::{wall, wall_text};
pub(crate) use self::written::{seconds, seconds_or_none};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What is so short that to time it costs more than it does: 2 µs, or more where the clock is slow to read.
static SHORT: LazyLock<u64> = LazyLock::new(|| {
    let cost = (0..8).map(|_| Instant::now().elapsed()).min().unwrap_or_default();
    nanos(Duration::from_micros(2).max(cost * 32))
});

/// Tells policies the time. The default is the system's monotonic clock.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    Monotonic,
    #[cfg(feature = "test-util")]
    Manual(ManualClock),
    #[cfg(all(feature = "command", feature = "test-util"))]
    Tokio(tokio::time::Instant),
    /// Moved by unit tests, and as dear as the system's.
    #[cfg(all(test, feature = "test-util"))]
    Scripted(ManualClock),
}

impl Clock {
    /// Is moved by hand, and taken for the system's.
    #[cfg(all(test, feature = "test-util"))]
    pub(crate) fn scripted(by: &ManualClock) -> Self {
        Self(Source::Scripted(by.clone()))
    }

    /// Follows tokio's clock from now on, which stands still while it is paused.
    #[cfg(all(feature = "command", feature = "test-util"))]
    pub(crate) fn tokio() -> Self {
        Self(Source::Tokio(tokio::time::Instant::now()))
    }

    /// Tells whether this is the system's clock, which costs more to read than a healthy call takes, and is never moved by hand.
    pub(crate) fn is_systems(&self) -> bool {
        match &self.0 {
            Source::Monotonic => true,
            #[cfg(all(test, feature = "test-util"))]
            Source::Scripted(_) => true,
            #[cfg(feature = "test-util")]
            _ => false,
        }
    }

    /// Tells whether this is tokio's clock, which may be paused.
    pub(crate) fn is_tokios(&self) -> bool {
        match &self.0 {
            #[cfg(all(feature = "command", feature = "test-util"))]
            Source::Tokio(_) => true,
            _ => false,
        }
    }

    /// Tells when a moment was, since 1970; by a clock that is moved by hand or paused, since its start.
    #[cfg(any(feature = "command", feature = "timing"))]
    pub(crate) fn since_1970(&self, moment: Moment) -> Duration {
        match &self.0 {
            Source::Monotonic => {
                let now = wall_now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                now.saturating_sub(self.now().since(moment))
            }
            #[cfg(feature = "test-util")]
            _ => moment.since_start(),
        }
    }

    /// Tells which moment a time of day is; one that is past is the clock's start at the earliest.
    #[cfg(feature = "config")]
    pub(crate) fn moment_of(&self, wall: SystemTime) -> Moment {
        let now = self.now();
        let since = |wall: SystemTime| wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let (then, today) = (since(wall), self.since_1970(now));
        if then >= today {
            return now.after(then.saturating_sub(today));
        }
        Moment::at(now.since_start().saturating_sub(today.saturating_sub(then)))
    }

    /// Reads the time.
    pub(crate) fn now(&self) -> Moment {
        match &self.0 {
            Source::Monotonic => Moment::at(START.elapsed()),
            #[cfg(feature = "test-util")]
            Source::Manual(clock) => clock.now(),
            #[cfg(all(feature = "command", feature = "test-util"))]
            Source::Tokio(start) => Moment::at(start.elapsed()),
            #[cfg(all(test, feature = "test-util"))]
            Source::Scripted(clock) => clock.now(),
        }
    }
}

/// Reads the time of day, for what others write as a date.
pub(crate) fn wall_now() -> SystemTime {
    SystemTime::now()
}

/// A point in time: nanoseconds since the clock's start, and one more, so that not to know one takes no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(NonZero<u64>);

impl Moment {
    /// Later than every other moment: 584 years after the start.
    pub(crate) const NEVER: Self = Self(NonZero::<u64>::MAX);

    pub(crate) fn at(since_start: Duration) -> Self {
        Self::at_nanos(nanos(since_start))
    }

    pub(crate) fn at_nanos(since_start: u64) -> Self {
        Self(NonZero::<u64>::MIN.saturating_add(since_start))
    }

    /// The time from `earlier` to this moment; zero when the clock stepped back.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.nanos_since(earlier))
    }

    /// The same in nanoseconds.
    pub(crate) fn nanos_since(self, earlier: Self) -> u64 {
        self.as_nanos().saturating_sub(earlier.as_nanos())
    }

    /// The moment that comes `wait` later, at most [`Moment::NEVER`].
    pub(crate) fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(nanos(wait)))
    }

    /// The moment that came `wait` earlier, at least the clock's start.
    #[cfg(feature = "cache")]
    pub(crate) fn before(self, wait: Duration) -> Self {
        Self::at_nanos(self.as_nanos().saturating_sub(nanos(wait)))
    }

    pub(crate) fn as_nanos(self) -> u64 {
        self.0.get() - 1
    }

    pub(crate) fn since_start(self) -> Duration {
        Duration::from_nanos(self.as_nanos())
    }
}

/// Tells whether a time in nanoseconds is so short that to measure it costs more than what was measured.
pub(crate) fn is_short(nanos: u64) -> bool {
    nanos < *SHORT
}

/// Whole nanoseconds, at most `u64::MAX`, which stands for ever.
pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
