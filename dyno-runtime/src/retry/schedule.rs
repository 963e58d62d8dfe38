//! Whether to try again, and when: what has happened in, decision out.

use std::time::Duration;

use crate::retry::settings::RetrySettings;

/// How late a timer may be by its nature: tokio's count in milliseconds, of which one has begun when they begin, and one when they end.
const GRAIN: Duration = Duration::from_millis(2);

/// What is known when an attempt has failed in a way that may be tried again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed {
    /// The number of the attempt, from 1.
    pub(crate) attempt: u32,
    /// How long was waited before it; zero for the first.
    pub(crate) previous: Duration,
    /// What its error tells.
    pub(crate) retry_after: Option<Duration>,
    /// What is left of the call's time, if that has an end.
    pub(crate) left: Option<Duration>,
    /// Random in 0.0..1.0.
    pub(crate) u: f64,
    /// Whether the rule is asked whatever the back-off is.
    pub(crate) is_ruled: bool,
}

/// What to do then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Waits so long, at most 2 ms less than is left, and tries again.
    Wait(Duration),
    /// Returns with the errors so far.
    GiveUp(GaveUp),
}

/// Why there is no other attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// All attempts have been made.
    Exhausted,
    /// A retry that this one is inside of makes them.
    #[cfg(feature = "command")]
    Nested,
    /// The command retries too much already.
    Budget,
    /// The wait would take all that is left. So this is told at once: nobody is helped by waiting only to time out.
    Deadline,
}

impl RetrySettings {
    /// Decides what follows a failed attempt.
    ///
    /// The error's `retry_after` is waited for as it is, whatever is set. Otherwise `rule`, which is asked only where the
    /// back-off is custom, or it replaces that, and another attempt is due, gives the wait; `None` is no rule, or one that panicked. `allow` is asked
    /// last, with the budget's share and the wait, so that nothing is taken for a retry that does not come.
    pub(crate) fn next(
        &self,
        failed: &Failed,
        rule: impl FnOnce() -> Option<Duration>,
        allow: impl FnOnce(f64, Duration) -> bool,
    ) -> Next {
        if failed.attempt >= self.n {
            return Next::GiveUp(GaveUp::Exhausted);
        }
        // Whoever wakes when the time is up has waited in vain.
        let is_late =
            |wait: Duration| failed.left.is_some_and(|left| wait.saturating_add(GRAIN) > left && !wait.is_zero());
        // Without any time left there is no wait to ask for.
        if failed.left == Some(Duration::ZERO) {
            return Next::GiveUp(GaveUp::Deadline);
        }
        let wait = failed.retry_after.unwrap_or_else(|| self.wait(failed, rule));
        if is_late(wait) {
            return Next::GiveUp(GaveUp::Deadline);
        }
        if self.budget.is_some_and(|share| !allow(share, wait)) {
            return Next::GiveUp(GaveUp::Budget);
        }
        Next::Wait(wait)
    }

    fn wait(&self, failed: &Failed, rule: impl FnOnce() -> Option<Duration>) -> Duration {
        let Failed { attempt, previous, u, is_ruled, .. } = *failed;
        if let Some(wait) = (is_ruled || self.backoff.is_custom()).then(rule).flatten() {
            return wait;
        }
        let wait = self.backoff.delay(attempt, previous, u);
        if self.backoff.is_random() { wait } else { self.jitter.spread(wait, u) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::option;
    use proptest::prelude::*;

    use super::{Failed, GaveUp, Next};
    use crate::retry::{Backoff, Jitter, RetrySettings};

    const FIRST: Failed =
        Failed { attempt: 1, previous: Duration::ZERO, retry_after: None, left: None, u: 0.5, is_ruled: false };

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn plain() -> RetrySettings {
        RetrySettings { jitter: Jitter::None, ..RetrySettings::default() }
    }

    fn next(settings: &RetrySettings, failed: Failed) -> Next {
        settings.next(&failed, || panic!("there is no rule"), |_, _| true)
    }

    #[test]
    fn n_counts_all_attempts() {
        let waits = [1, 2, 3, 4].map(|attempt| next(&plain(), Failed { attempt, ..FIRST }));
        let exhausted = Next::GiveUp(GaveUp::Exhausted);
        assert_eq!(waits, [Next::Wait(ms(50)), Next::Wait(ms(100)), exhausted, exhausted]);
        assert_eq!(next(&RetrySettings { n: 1, ..plain() }, FIRST), exhausted);
    }

    #[test]
    fn the_wait_is_spread_once() {
        let full = RetrySettings::default();
        assert_eq!(next(&full, FIRST), Next::Wait(ms(25)));
        let backoff = Backoff::Decorrelated { base: ms(50), max: ms(1_000) };
        assert_eq!(next(&RetrySettings { backoff, ..full }, FIRST), Next::Wait(ms(100)));
    }

    #[test]
    fn what_the_error_tells_replaces_what_is_computed() {
        let told = Failed { retry_after: Some(ms(7)), ..FIRST };
        assert_eq!(next(&RetrySettings::default(), told), Next::Wait(ms(7)));
        let custom = RetrySettings { backoff: Backoff::Custom, ..RetrySettings::default() };
        assert_eq!(next(&custom, told), Next::Wait(ms(7)));
    }

    #[test]
    fn a_rule_is_taken_at_its_word() {
        let custom = RetrySettings { backoff: Backoff::Custom, ..RetrySettings::default() };
        let by = |rule| custom.next(&FIRST, || rule, |_, _| true);
        assert_eq!(by(Some(ms(300))), Next::Wait(ms(300)));
        // The default, spread by half.
        assert_eq!(by(None), Next::Wait(ms(25)));
        let replaced = Failed { is_ruled: true, ..FIRST };
        assert_eq!(plain().next(&replaced, || Some(ms(300)), |_, _| true), Next::Wait(ms(300)));
    }

    #[test]
    fn it_gives_up_at_once_where_the_wait_takes_all_that_is_left() {
        let with = |left, retry_after| next(&plain(), Failed { left: Some(ms(left)), retry_after, ..FIRST });
        assert_eq!(with(52, None), Next::Wait(ms(50)));
        assert_eq!(with(1, Some(ms(0))), Next::Wait(ms(0)), "which needs no timer");
        assert_eq!(with(50, None), Next::GiveUp(GaveUp::Deadline));
        assert_eq!(with(0, Some(ms(0))), Next::GiveUp(GaveUp::Deadline));
        assert_eq!(with(2_000, Some(ms(1_998))), Next::Wait(ms(1_998)));
        assert_eq!(with(2_000, Some(Duration::MAX)), Next::GiveUp(GaveUp::Deadline));
    }

    #[test]
    fn what_a_timer_may_be_late_by_is_not_left() {
        let with = |left| next(&plain(), Failed { left: Some(Duration::from_micros(left)), ..FIRST });
        assert_eq!([with(50_001), with(51_999)], [Next::GiveUp(GaveUp::Deadline); 2]);
        assert_eq!(with(52_000), Next::Wait(ms(50)));
    }

    #[test]
    fn nothing_is_taken_for_a_retry_that_does_not_come() {
        let never = |_, _| panic!("nothing is retried");
        let is = |failed: Failed, why| assert_eq!(plain().next(&failed, || None, never), Next::GiveUp(why));
        is(Failed { attempt: 3, ..FIRST }, GaveUp::Exhausted);
        is(Failed { left: Some(ms(50)), ..FIRST }, GaveUp::Deadline);
        let off = RetrySettings { budget: None, ..plain() };
        assert_eq!(off.next(&FIRST, || None, never), Next::Wait(ms(50)));
        assert_eq!(plain().next(&FIRST, || None, |share, _| share > 0.2), Next::GiveUp(GaveUp::Budget));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_retry_begins_in_time_and_there_are_never_too_many(
            n in 1..6u32,
            attempt in 1..8u32,
            previous in any::<Duration>(),
            retry_after in option::of(any::<Duration>()),
            left in option::of(0..3_000u64),
            u in 0.0..1.0,
        ) {
            let left = left.map(ms);
            let failed = Failed { attempt, previous, retry_after, left, u, is_ruled: false };
            match next(&RetrySettings { n, ..RetrySettings::default() }, failed) {
                Next::Wait(wait) => {
                    prop_assert!(attempt < n);
                    prop_assert!(left.is_none_or(|left| wait < left && (wait.is_zero() || wait + ms(2) <= left)));
                    prop_assert!(retry_after.is_none_or(|told| wait == told));
                }
                Next::GiveUp(GaveUp::Exhausted) => prop_assert!(attempt >= n),
                Next::GiveUp(why) => {
                    prop_assert_eq!(why, GaveUp::Deadline);
                    prop_assert!(left.is_some_and(|left| retry_after.unwrap_or(ms(1_000)).saturating_add(ms(2)) > left));
                }
            }
        }
    }
}
