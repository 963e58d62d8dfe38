//! Whether a breaker can open at all in practice, by the calls of late.

use std::time::Duration;

use crate::breaker::{BreakerSettings, BreakerSnapshot, Window};
use crate::command::CommandSnapshot;
use crate::config::steer::dry::settings::made;
use crate::settings::Text;

/// Calls may come so much more often than of late.
const HEADROOM: u64 = 10;
/// What is assumed to come in a second where nothing has of late.
const UNKNOWN: u64 = 10_000;
/// What may come in a second whatever was of late.
const LEAST: u64 = 100;
/// So many probes may come in a minute, however seldom calls are.
const FEW: u64 = 100;
/// How many failures in a row may come, however seldom calls are.
const ROW: u64 = 1_000;
/// For how long an outage may go unnoticed.
const OUTAGE: Duration = Duration::from_secs(600);
const SECOND: Duration = Duration::from_secs(1);
/// How soon a breaker should know whether all is well again.
const MINUTE: Duration = Duration::from_secs(60);
/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(600);

/// What comes to a breaker.
pub(super) struct Reach {
    /// How many calls there were of late, in so many seconds.
    seen: Option<(u64, Duration)>,
    /// The longest that any of its commands lets an attempt last; `None` where one sets no limit, or there are none.
    longest: Option<Duration>,
}

impl Reach {
    pub(super) fn of(now: &BreakerSnapshot, commands: &[CommandSnapshot]) -> Self {
        const RECENT: Duration = Duration::from_secs(10);
        let its = || commands.iter().filter(|command| command.breaker.as_deref() == Some(&*now.name));
        let attempts = its().map(|command| made(command).attempts).map(|all| all.sum() - all.rejected).sum();
        let in_window = match now.settings.window {
            Window::Time(span) => Some((now.counted, span)),
            Window::Calls(_) => None,
        };
        let by_second = |&(calls, span): &(u64, Duration)| within(calls, span, Duration::from_secs(1_000));
        let seen = in_window.into_iter().chain([(attempts, RECENT)]).max_by_key(by_second);
        let limits = its().map(|command| command.settings.attempt_timeout.or(command.settings.timeout));
        let limits: Option<Vec<_>> = limits.collect();
        Self { seen: seen.filter(|(calls, _)| *calls > 0), longest: limits.and_then(|all| all.into_iter().max()) }
    }

    /// What may come whatever was of late.
    pub(super) fn least() -> Self {
        Self { seen: Some((0, OUTAGE)), longest: Some(Duration::ZERO) }
    }

    /// Says why nothing that could open it ever will, if that is so. `by_calls` is how many failures would by the rate, where the last so many calls are
    /// judged.
    pub(super) fn hinders(&self, then: &BreakerSettings, by_calls: Option<u64>) -> Option<String> {
        let row = self.expected(OUTAGE, HEADROOM).max(ROW);
        let outage = OUTAGE.write();
        let quorum = then.quorum();
        let failures = by_calls.unwrap_or(quorum);
        let (is_rate, is_slow_rate, too_few) = match then.window {
            Window::Time(span) => {
                let is_known = quorum <= self.most(span);
                (is_known, is_known, format!("{quorum} calls are not to be expected within {}", span.write()))
            }
            Window::Calls(_) => {
                (failures <= row, quorum <= row, format!("{failures} calls are not to be expected within {outage}"))
            }
        };
        let is_long =
            then.slow_call.is_some_and(|limit| limit < PATIENCE && self.longest.is_none_or(|most| most > limit));
        let is_row = then.consecutive.is_some_and(|limit| u64::from(limit) <= row);
        if is_row || (then.failure_rate.is_some() && is_rate) || (is_long && is_slow_rate) {
            return None;
        }
        let in_a_row =
            then.consecutive.map(|limit| format!("{limit} failures in a row are not to be expected within {outage}"));
        let by_rate = (then.failure_rate.is_some() || is_long).then_some(too_few);
        let slow =
            then.slow_call.filter(|_| !is_long).map(|limit| format!("no call lasts longer than {}", limit.write()));
        let hindered: Vec<_> = in_a_row.into_iter().chain(by_rate).chain(slow).collect();
        (!hindered.is_empty()).then(|| hindered.join(", and "))
    }

    /// How many calls can be expected at most in a time.
    fn most(&self, time: Duration) -> u64 {
        self.expected(time, HEADROOM).max(within(LEAST, SECOND, time)).max(1)
    }

    /// How many calls can be expected in a time by what came of late, and so many times more.
    fn expected(&self, time: Duration, headroom: u64) -> u64 {
        match self.seen {
            Some((calls, span)) => within(calls.saturating_mul(headroom), span, time),
            None => within(UNKNOWN, SECOND, time),
        }
    }

    /// Says why so many probes do not come soon, if that is so.
    pub(super) fn lacks(&self, probes: u32) -> Option<String> {
        let come = self.expected(MINUTE, 1).max(FEW);
        (u64::from(probes) > come).then(|| format!("{probes} probes are not to be expected within {}", MINUTE.write()))
    }
}

/// So many in one time are so many in another.
fn within(calls: u64, span: Duration, time: Duration) -> u64 {
    let calls = u128::from(calls).saturating_mul(time.as_nanos()) / span.as_nanos().max(1);
    u64::try_from(calls).unwrap_or(u64::MAX)
}
