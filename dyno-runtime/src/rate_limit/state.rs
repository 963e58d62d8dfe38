//! Who may pass, as a function of what has passed and the time: the generic cell rate algorithm (GCRA, ITU-T I.371), a token bucket in
//! one number.
//!
//! That number is the theoretical arrival time: when the bucket will be full again, if nobody comes. Each who passes moves it on by one
//! interval, from now or from where it is, whichever is later; it may be ahead of now by as many intervals as a burst has.

use std::time::Duration;

use crate::clock::{Moment, nanos};
use crate::rate_limit::settings::RateLimitSettings;

/// A time in sixteenths of a nanosecond: so that three a second are three in every second, and a clock goes on for 36 years. An interval
/// that is no whole number of them is rounded down; so nobody waits too long, and at a million a second the limit is kept to 6 in 100,000.
pub(crate) type Ticks = u64;

const PER_NANO: u64 = 16;

/// What decides who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// The time between two who pass, when there is a constant stream.
    pub(crate) interval: Ticks,
    /// How far ahead of now the bucket may be: a burst of intervals.
    pub(crate) tolerance: Ticks,
    /// How long one may wait for its turn.
    pub(crate) patience: Ticks,
}

/// A turn of somebody who came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// What the theoretical arrival time is once it is taken.
    pub(crate) after: Ticks,
    /// How long to wait for it.
    pub(crate) delay: Ticks,
}

impl Pace {
    /// The turn of whoever comes `now`.
    #[inline]
    pub(crate) fn turn(&self, arrival: Ticks, now: Ticks) -> Turn {
        let after = arrival.max(now).saturating_add(self.interval);
        Turn { after, delay: (after - now).saturating_sub(self.tolerance) }
    }

    /// How many may pass at once.
    pub(crate) fn available(&self, arrival: Ticks, now: Ticks) -> u32 {
        let left = self.tolerance.saturating_sub(arrival.saturating_sub(now));
        u32::try_from(left / self.interval).unwrap_or(u32::MAX)
    }

    /// What the theoretical arrival time becomes when the pace was `before`: as many tokens are owed as were, as far as this pace lets
    /// anybody owe them.
    pub(crate) fn taken_over(&self, arrival: Ticks, now: Ticks, before: &Self) -> Ticks {
        let owed = u128::from(arrival.saturating_sub(now)) * u128::from(self.interval) / u128::from(before.interval);
        let owed = u64::try_from(owed).unwrap_or(u64::MAX);
        if owed == 0 { arrival.min(now) } else { self.bounded(now.saturating_add(owed), now) }
    }

    /// The theoretical arrival time, as far as this pace lets it be ahead.
    pub(crate) fn bounded(&self, arrival: Ticks, now: Ticks) -> Ticks {
        arrival.min(now.saturating_add(self.tolerance).saturating_add(self.patience))
    }
}

impl From<&RateLimitSettings> for Pace {
    fn from(settings: &RateLimitSettings) -> Self {
        let (count, per) = (u64::from(settings.limit.count), ticks(settings.limit.per));
        let interval = (per / count.max(1)).max(1);
        let tolerance = interval.saturating_mul(settings.largest_burst().into());
        Self { interval, tolerance, patience: ticks(settings.wait) }
    }
}

/// A moment in ticks.
pub(crate) fn at(moment: Moment) -> Ticks {
    moment.as_nanos().saturating_mul(PER_NANO)
}

/// A time in ticks.
pub(crate) fn ticks(duration: Duration) -> Ticks {
    nanos(duration).saturating_mul(PER_NANO)
}

/// So many ticks as a time that is no shorter.
pub(crate) fn duration(ticks: Ticks) -> Duration {
    Duration::from_nanos(ticks.div_ceil(PER_NANO))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, duration, ticks};
    use crate::rate_limit::rate::Rate;
    use crate::rate_limit::settings::RateLimitSettings;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace(count: u32, per: Duration, burst: u32) -> Pace {
        Pace::from(&RateLimitSettings {
            limit: Rate::new(count, per),
            burst: Some(burst),
            ..RateLimitSettings::default()
        })
    }

    #[test]
    fn as_many_pass_in_its_time_as_the_limit_says() {
        for count in [1, 3, 7, 100, 999_983] {
            let pace = pace(count, SECOND, count);
            let mut arrival = 0;
            for _ in 0..count {
                let turn = pace.turn(arrival, 0);
                assert_eq!(turn.delay, 0);
                arrival = turn.after;
            }
            assert!(pace.turn(arrival, 0).delay > 0 && pace.available(arrival, 0) == 0);
            assert_eq!(pace.available(arrival, ticks(SECOND)), count, "the bucket is full again");
        }
    }

    #[test]
    fn the_delay_is_exact() {
        let pace = pace(3, SECOND, 1);
        let taken = pace.turn(0, 0).after;
        let wait = duration(pace.turn(taken, 0).delay);
        assert_eq!(wait, Duration::from_nanos(333_333_334), "up to the next nanosecond");
        assert_eq!(pace.turn(taken, ticks(wait)).delay, 0);
        assert!(pace.turn(taken, ticks(wait) - 16).delay > 0);
    }

    #[test]
    fn a_change_keeps_what_is_owed() {
        let (slow, fast) = (pace(1, SECOND * 3600, 2), pace(100, SECOND, 10));
        let now = ticks(SECOND * 5);
        let both = slow.turn(slow.turn(0, now).after, now).after;
        let changed = fast.taken_over(both, now, &slow);
        assert_eq!((slow.available(both, now), fast.available(changed, now)), (0, 8));
        assert_eq!(fast.taken_over(now / 2, now, &slow), now / 2, "nothing was owed");
        let all = (0..10).fold(now, |arrival, _| fast.turn(arrival, now).after);
        let changed = slow.taken_over(all, now, &fast);
        assert_eq!((slow.available(changed, now), slow.available(changed, now + slow.interval)), (0, 1));
    }

    #[test]
    fn the_ends_of_time_are_no_ends_of_the_program() {
        let pace = pace(1, SECOND, 1);
        assert_eq!(pace.turn(u64::MAX, 0).after, u64::MAX);
        assert_eq!(pace.turn(0, u64::MAX).delay, 0);
        assert_eq!(pace.taken_over(u64::MAX, 0, &pace), pace.tolerance);
    }
}
