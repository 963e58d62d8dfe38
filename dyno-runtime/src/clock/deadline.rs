//! When a wait is over, by tokio's clock: the one that its timers follow, also when that is paused.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::try_id;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Clock, Moment, START, Source, nanos};

/// A moment at which a wait is over: nanoseconds since 146 years before the clock's start, because tokio's clock may have been
/// paused before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deadline(NonZero<u64>);

/// A time to wait, in nanoseconds: at least one, which stands for none as well, so that not to have a limit takes no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limit(NonZero<u64>);

const START_AT: u64 = 1 << 62;

impl Deadline {
    /// Earlier than every other: it has always passed.
    #[cfg(all(feature = "cache", feature = "command"))]
    pub(crate) const OVER: Self = Self(NonZero::<u64>::MIN);

    pub(crate) fn now() -> Self {
        let (now, start) = (Instant::now().into_std(), *START);
        Self::at(match now.checked_duration_since(start) {
            Some(since) => START_AT.saturating_add(nanos(since)),
            None => START_AT.saturating_sub(nanos(start.saturating_duration_since(now))),
        })
    }

    /// The same moment by a clock, for what has just been read: the system's need not be read again.
    pub(crate) fn moment(self, clock: &Clock) -> Moment {
        match clock.0 {
            Source::Monotonic => Moment::at_nanos(self.0.get().saturating_sub(START_AT)),
            #[cfg(feature = "test-util")]
            _ => clock.now(),
        }
    }

    /// The time from `earlier` to this.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.get().saturating_sub(earlier.0.get()))
    }

    /// So much later; `None` where that is further away than time goes.
    pub(crate) fn after(self, wait: Limit) -> Option<Self> {
        self.0.checked_add(wait.0.get()).map(Self)
    }

    pub(crate) fn has_passed(self) -> bool {
        Self::now() >= self
    }

    /// Makes a timer that ends then, if there is a runtime to drive it.
    pub(crate) fn timer(self) -> Option<Sleep> {
        let mut timer = None;
        self.arm(|made| timer = Some(made));
        timer
    }

    /// Makes one, and tells whether there is a runtime to drive it. It is `put` where it shall stand, because it is long, and each hand that it
    /// goes through moves it.
    #[inline]
    pub(crate) fn arm(self, put: impl FnOnce(Sleep)) -> bool {
        // A task is always inside of a runtime, and its number costs less to ask for than the runtime.
        if try_id().is_none() && Handle::try_current().is_err() {
            return false;
        }
        let start = Instant::from_std(*START);
        let end = match self.0.get().checked_sub(START_AT) {
            Some(since) => start + Duration::from_nanos(since),
            None => start.checked_sub(Duration::from_nanos(START_AT - self.0.get())).unwrap_or(start),
        };
        // A runtime that was built without timers says so only by a panic.
        catch_unwind(AssertUnwindSafe(|| put(sleep_until(end)))).is_ok()
    }

    fn at(nanos: u64) -> Self {
        Self(NonZero::new(nanos).unwrap_or(NonZero::<u64>::MIN))
    }
}

impl Limit {
    /// The limit in a word of its own, in which 0 is none.
    pub(crate) fn from_word(word: u64) -> Option<Self> {
        NonZero::new(word).map(Self)
    }

    pub(crate) fn word(limit: Option<Self>) -> u64 {
        limit.map_or(0, |limit| limit.0.get())
    }

    pub(crate) fn duration(self) -> Duration {
        Duration::from_nanos(if self.0 == NonZero::<u64>::MIN { 0 } else { self.0.get() })
    }
}

impl From<Duration> for Limit {
    fn from(limit: Duration) -> Self {
        Self(NonZero::new(nanos(limit)).unwrap_or(NonZero::<u64>::MIN))
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests {
    use std::time::Duration;

    use super::{Deadline, Limit};

    #[tokio::test(start_paused = true)]
    async fn it_follows_tokios_clock() {
        let now = Deadline::now();
        let later = now.after(Limit::from(Duration::from_secs(2))).unwrap();
        assert_eq!(later.since(now), Duration::from_secs(2));
        assert!(!later.has_passed());
        later.timer().unwrap().await;
        assert!(later.has_passed());
        assert_eq!(Deadline::now().since(later), Duration::ZERO);
    }

    #[test]
    fn what_is_for_ever_has_no_end() {
        let for_ever = Limit::from(Duration::MAX);
        assert!(Deadline::now().after(for_ever).is_none());
        assert_eq!(Limit::from_word(Limit::word(Some(for_ever))), Some(for_ever));
        assert_eq!(Limit::from_word(Limit::word(None)), None);
        assert_eq!(Limit::from(Duration::ZERO).duration(), Duration::ZERO);
    }
}
