//! What does harm whatever is counted: pauses, limits and sizes that nobody means.

use std::time::Duration;

#[cfg(any(feature = "breaker", feature = "retry"))]
use crate::command::CommandSnapshot;
use crate::config::steer::dry::Found;
use crate::settings::Text;

/// A breaker that is open for longer than this turns away what has long been well.
#[cfg(feature = "breaker")]
const LONG: Duration = Duration::from_secs(3_600);

/// More attempts than these help nobody.
#[cfg(feature = "retry")]
const MANY: u32 = 100;

/// Nobody waits for a thread who waits no longer than this.
#[cfg(feature = "pool")]
const SHORT: Duration = Duration::from_millis(1);

#[cfg(feature = "breaker")]
pub(super) fn of_waits(found: &mut Found, then: &crate::breaker::BreakerSettings, is_changed: impl Fn(&str) -> bool) {
    let turned_away = "once it is open, every call is turned away for";
    if is_changed("open_for") && then.open_for > LONG {
        found.warn(format!("{turned_away} {}", then.open_for.write()));
    } else if is_changed("open_max") && then.open_max > LONG {
        found.warn(format!("{turned_away} up to {}", then.open_max.write()));
    }
}

/// How many calls of the last 60 s would have been slow. Only commands are known, and of those that try again no single attempts.
#[cfg(feature = "breaker")]
pub(super) fn of_slow_calls(found: &mut Found, name: &str, limit: Duration, commands: &[CommandSnapshot]) {
    let its = commands.iter().filter(|one| one.breaker.as_deref() == Some(name) && one.retry.is_none());
    // The median is known within an eighth.
    let is_slow = |one: &CommandSnapshot| one.latency.p50.is_some_and(|median| median > limit + limit / 8);
    let (mut slow, mut of) = (0, 0);
    for one in its {
        of += one.latency.count;
        slow += if is_slow(one) { one.latency.count } else { 0 };
    }
    if slow > of / 2 {
        let limit = limit.write();
        found.warn(format!("`slow_call` = {limit} is less than most of the {of} calls of the last 60 s took"));
    }
}

#[cfg(feature = "retry")]
pub(super) fn of_tries(
    found: &mut Found,
    then: &crate::retry::RetrySettings,
    commands: &[&CommandSnapshot],
    is_changed: impl Fn(&str) -> bool,
) {
    if is_changed("n") && then.n > MANY {
        found.warn(format!("a call may be tried {} times", then.n));
    }
    let pause = then.backoff.delay(1, Duration::ZERO, 0.0);
    let is_known = is_changed("backoff") && !then.backoff.is_custom();
    let limits: Option<Vec<_>> = commands.iter().map(|command| command.settings.timeout).collect();
    let longest = limits.and_then(|all| all.into_iter().max());
    if let Some(longest) = longest.filter(|longest| is_known && pause > *longest) {
        let (pause, longest) = (pause.write(), longest.write());
        found.warn(format!(
            "the first pause is up to {pause}, and no call of its commands may last longer than {longest}"
        ));
    }
}

#[cfg(feature = "pool")]
pub(super) fn of_queue(
    found: &mut Found,
    then: &crate::pool::PoolSettings,
    recent: Option<u64>,
    is_changed: impl Fn(&str) -> bool,
) {
    if let Some(limit) = then.queue_timeout.filter(|limit| is_changed("queue_timeout") && *limit < SHORT) {
        found.warn(format!("who waits for a thread gives up after {}: as good as nobody waits", limit.write()));
    }
    let threads = then.threads;
    if let Some(recent) = recent.filter(|recent| is_changed("queue") && then.queue == 0 && *recent > threads.into()) {
        found.warn(format!(
            "nobody waits for a thread, and {recent} calls were under way at once of late: there are {threads} threads"
        ));
    }
}
