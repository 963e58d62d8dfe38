//! A clock that costs a tenth of the exact one, and is behind it by a tick of the system or two. Where there is none it is the exact one.

use super::{Clock, Moment, Source};

/// A moment that has just passed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recent {
    /// Not later than now.
    pub(crate) at: Moment,
    /// Not earlier than now.
    pub(crate) latest: Moment,
}

impl Clock {
    /// Reads the time as exactly as is cheap: to the nanosecond where it is moved by hand.
    #[inline]
    pub(crate) fn recent(&self) -> Recent {
        match &self.0 {
            Source::Monotonic => recent(),
            #[cfg(feature = "test-util")]
            _ => {
                let now = self.now();
                Recent { at: now, latest: now }
            }
        }
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
#[inline]
fn recent() -> Recent {
    self::linux::recent()
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
fn recent() -> Recent {
    let now = Clock::default().now();
    Recent { at: now, latest: now }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod linux {
    use std::sync::LazyLock;

    use rustix::time::{ClockId, Timespec, clock_getres, clock_gettime};

    use super::super::{Clock, Moment};
    use super::Recent;

    static COARSE: LazyLock<Coarse> = LazyLock::new(Coarse::new);

    /// How the system's clock and ours go together: both count from when the system has started, ours from later on.
    struct Coarse {
        /// When ours began, by the system's.
        start: u64,
        /// How far it may be behind: a tick that is just due, and one that was late.
        behind: u64,
    }

    impl Coarse {
        fn new() -> Self {
            // The system's first: what it says later is not too much.
            let system = nanos(clock_gettime(ClockId::Monotonic));
            let ours = Clock::default().now().as_nanos();
            Self { start: system.wrapping_sub(ours), behind: nanos(clock_getres(ClockId::MonotonicCoarse)) * 2 }
        }
    }

    #[inline]
    pub(super) fn recent() -> Recent {
        let coarse = &*COARSE;
        let now = nanos(clock_gettime(ClockId::MonotonicCoarse)).wrapping_sub(coarse.start);
        // It may be behind the moment at which ours began.
        let now = if now > u64::MAX / 2 { 0 } else { now };
        Recent { at: Moment::at_nanos(now), latest: Moment::at_nanos(now + coarse.behind) }
    }

    #[expect(clippy::cast_sign_loss, reason = "nobody has started before the system")]
    fn nanos(time: Timespec) -> u64 {
        time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
    }
}

#[cfg(test)]
mod tests {
    use super::super::Clock;

    #[test]
    fn it_is_behind_the_exact_one_by_a_little() {
        let clock = Clock::default();
        for _ in 0..1_000 {
            let before = clock.now();
            let recent = clock.recent();
            let after = clock.now();
            assert!(recent.at <= after, "{recent:?} is after {after:?}");
            // A machine that is very busy may be late with its ticks.
            assert!(before.nanos_since(recent.latest) < 1_000_000_000, "{recent:?} is long before {before:?}");
        }
    }
}
