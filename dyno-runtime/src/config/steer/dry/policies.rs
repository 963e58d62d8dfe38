//! What would follow from other settings of each policy.

#[cfg(any(feature = "breaker", feature = "cache", feature = "rate_limit"))]
use std::time::Duration;

#[cfg(any(feature = "breaker", feature = "retry"))]
use crate::config::steer::dry::harm;
#[cfg(feature = "breaker")]
use crate::config::steer::dry::reach::Reach;
use crate::config::steer::dry::settings::{commands, made, with};
use crate::config::steer::dry::{Finding, Found};
use crate::event::SettingChange;
use crate::outcome::BreakerState;
#[cfg(feature = "inject")]
use crate::registry::DependencyState;
use crate::registry::Registry;
use crate::settings::Text;

/// What is known of the time before.
#[cfg(feature = "rate_limit")]
const RECENT: Duration = Duration::from_secs(10);

/// A value that lives no longer than this is as good as none.
#[cfg(feature = "cache")]
const SHORT: Duration = Duration::from_millis(10);

/// What comes within a longer time than this does not come at once.
#[cfg(feature = "breaker")]
const MOMENT: Duration = Duration::from_secs(1);

#[cfg(feature = "breaker")]
pub(super) fn of_breaker(
    found: &mut Found,
    registry: &Registry,
    breaker: &std::sync::Arc<crate::breaker::Shared>,
    written: &[(&'static str, String)],
    is_changed: impl Fn(&str) -> bool,
) {
    let now = breaker.snapshot();
    let then = with(now.settings.clone(), written);
    let (opens, failures_to_open, is_at_once) = breaker.under(&then);
    let (counted, failures, in_a_row) = (now.counted, now.failures, now.in_a_row);
    let numbers = format!("{failures} of {counted} failed in the present window, {in_a_row} in a row");
    let at_once = match then.window {
        crate::breaker::Window::Time(span) if span < MOMENT => format!("within {}", span.write()),
        _ => "at once".to_owned(),
    };
    let more = |more: u64| match more {
        1 => "1 more failure".to_owned(),
        more if is_at_once => format!("{more} more failures in a row, if they came {at_once}"),
        more => format!("{more} more failures in a row"),
    };
    let none = if is_at_once {
        "no number of failures would open it at once, but some will once what is counted now has grown old"
    } else {
        "no number of failures would open it"
    };
    let would = match (&opens, failures_to_open) {
        (Some(cause), _) => format!("by that it would open, because {cause}"),
        (None, Some(failures)) => format!("by that it would stay closed, and open after {}", more(failures)),
        (None, None) => none.to_owned(),
    };
    match (now.state, &opens, failures_to_open) {
        (BreakerState::Closed, Some(cause), _) => {
            let next = match cause {
                crate::outcome::TransitionCause::SlowRate { .. } => "slow call",
                _ => "failure",
            };
            found.say(format!("{numbers}: it would be open, because {cause}, at the next {next} at the latest"));
            found.warn("it would open, and turn every call away");
        }
        (BreakerState::Closed, None, Some(failures)) => {
            found.say(format!("{numbers}: it would stay closed, and open after {}", more(failures)));
        }
        (BreakerState::Closed, None, None) => found.say(format!("{numbers}: {none}")),
        (state @ BreakerState::HalfOpen, ..) => found.say(format!(
            "it is {state}, and would stay so: {failures} of {counted} probes failed that have reported; the thresholds count once it is closed again"
        )),
        (state @ BreakerState::Disabled, ..) => found.say(format!(
            "it is {state}, and would stay so; nothing is counted, and the thresholds count once it is closed again"
        )),
        (state, ..) => found.say(format!(
            "it is {state}, and would stay so; {numbers}: {would}; the thresholds count once it is closed again"
        )),
    }
    // Slow calls open it all the same.
    if failures_to_open.is_none() && !is_at_once && then.slow_call.is_none() {
        found.warn("nothing would open it: what it guards is unguarded");
    }
    let by = ["window", "failure_rate", "slow_call", "slow_rate", "min_calls", "consecutive"];
    if opens.is_none() && by.into_iter().any(&is_changed) {
        let by_calls = breaker.failures_by_rate(&then);
        // What all commands did is only asked where that could matter.
        let hindered = Reach::least().hinders(&then, by_calls);
        let hindered = hindered.and_then(|_| Reach::of(&now, &commands(registry)).hinders(&then, by_calls));
        if let Some(why) = hindered {
            found.warn(format!("in practice nothing would open it, since {why}: what it guards is unguarded"));
        }
    }
    harm::of_waits(found, &then, &is_changed);
    let lacks = is_changed("probes").then(|| Reach::least().lacks(then.probes)).flatten();
    if let Some(why) = lacks.and_then(|_| Reach::of(&now, &commands(registry)).lacks(then.probes)) {
        found.warn(format!("once it is half-open, it stays so: {why}"));
    }
    if let Some(limit) = then.slow_call.filter(|_| is_changed("slow_call")) {
        harm::of_slow_calls(found, &now.name, limit, &commands(registry));
    }
    if is_changed("window") {
        found.say("that is by what is counted now: what another window would hold cannot be known");
    }
    if is_changed("slow_call") {
        found.say("which calls were slow was judged by `slow_call` as it is now, and cannot be judged again");
    }
    let state = now.state;
    found.findings.push(Finding::Verdict { state, counted, failures, in_a_row, opens, failures_to_open });
}

#[cfg(feature = "cache")]
pub(super) fn of_cache(
    found: &mut Found,
    len: u64,
    then: &crate::cache::CacheSettings,
    is_changed: impl Fn(&str) -> bool,
) {
    let limit = u64::from(then.capacity);
    let over = len.saturating_sub(limit);
    let (setting, peak, recent) = ("capacity".to_owned(), None, None);
    found.findings.push(Finding::Room { setting, limit, used: len, peak, recent, over });
    let entries = if len == 1 { "1 entry is".to_owned() } else { format!("{len} entries are") };
    found.say(format!("{entries} in it, of which {over} would leave at once"));
    if over > 0 {
        let are = if over == 1 { "is" } else { "are" };
        found.warn(format!("{over} of {len} entries {are} gone for good"));
    }
    if let Some(ttl) = then.ttl.filter(|ttl| is_changed("ttl") && *ttl < SHORT) {
        found.warn(format!("a value lives for {}: as good as all who ask have it made again", ttl.write()));
    }
    if is_changed("ttl") || is_changed("jitter") || is_changed("negative_ttl") {
        found.say("what is in it keeps the time to live that it was made with");
    }
}

#[cfg(feature = "fuse")]
pub(super) fn of_fuse(
    found: &mut Found,
    fuse: &crate::fuse::Shared,
    written: &[(&'static str, String)],
    is_changed: impl Fn(&str) -> bool,
) {
    let now = fuse.snapshot();
    let (admitted, then) = (now.settings.admit, with(now.settings, written));
    let admit = then.admit.write();
    found.say(match then.blown {
        Some(_) if is_changed("blown") => "everybody would be turned away".to_owned(),
        None if is_changed("blown") => format!("{admit} of all would pass"),
        _ => format!("it is {} now; intact, it would let {admit} pass", fuse.stands()),
    });
    found.say("how many would come cannot be known");
    if is_changed("blown") && then.blown.is_some() || is_changed("admit") && then.admit == 0.0 {
        found.warn("every call is turned away");
    } else if then.admit < admitted {
        found.warn(format!("all but {admit} of the calls are turned away"));
    }
}

#[cfg(feature = "rate_limit")]
pub(super) fn of_limit(
    found: &mut Found,
    registry: &Registry,
    now: &crate::rate_limit::RateLimitSnapshot,
    then: &crate::rate_limit::RateLimitSettings,
) {
    let limit = then.limit.write();
    let wait = if now.waiting == 1 { "waits" } else { "wait" };
    found.say(format!("{} may pass at once now, {} {wait}; the limit would be {limit}", now.available, now.waiting));
    // Who was rejected by something in front has not come as far as this.
    let commands = commands(registry);
    let its = commands.iter().filter(|command| command.rate_limit.as_deref() == Some(&*now.name)).map(made);
    let passed: u64 = its.map(|counts| counts.attempts.sum() - counts.attempts.rejected).sum();
    let rejected = now.rejected;
    let known = format!(
        "{passed} attempts of commands had a turn in the last 10 s, and {rejected} of all were turned away since it was built"
    );
    if now.keys > 0 {
        found.say(format!("{known}; by which keys cannot be known"));
        return;
    }
    let refilled = RECENT.as_nanos() * u128::from(then.limit.count) / then.limit.per.as_nanos().max(1);
    let most = u64::try_from(refilled).unwrap_or(u64::MAX).saturating_add(then.largest_burst().into());
    let over = passed.saturating_sub(most);
    found.say(known);
    if over > 0 {
        let end = if then.wait.is_zero() { "been turned away" } else { "waited or been turned away" };
        let would = format!("{most} at most can have one in 10 s: {over} of the {passed} at least would have {end}");
        found.warn(&*would);
        found.say(would);
    } else {
        found.say(format!("{most} at most can have one in 10 s; how closely they followed each other cannot be known"));
    }
    found.findings.push(Finding::Turns { passed, most, over });
}

#[cfg(feature = "retry")]
pub(super) fn of_retry(
    found: &mut Found,
    registry: &Registry,
    name: &str,
    then: &crate::retry::RetrySettings,
    is_changed: impl Fn(&str) -> bool,
) {
    let commands = commands(registry);
    let its: Vec<_> = commands.iter().filter(|command| command.retry.as_deref() == Some(name)).collect();
    let [mut calls, mut attempts, mut retries, mut refused] = [0; 4];
    for counts in its.iter().copied().map(made) {
        calls += counts.calls.sum();
        attempts += counts.attempts.sum();
        retries += counts.retries;
        refused += counts.retries_refused;
    }
    found.say(format!(
        "in the last 10 s {calls} calls made {attempts} attempts, {retries} of these after one that failed; {refused} more the budget refused"
    ));
    if is_changed("n") && then.n <= 1 {
        found.warn("nothing is tried again");
        found.say(format!("none of the {retries} would have been made"));
    } else if is_changed("n") && calls.saturating_mul(u64::from(then.n) - 1) < retries {
        let most = calls.saturating_mul(u64::from(then.n) - 1);
        found.say(format!("{most} of the {retries} at most would have been made"));
    } else {
        found.say("how many there would have been cannot be known");
    }
    harm::of_tries(found, then, &its, &is_changed);
    if is_changed("budget") && then.budget.is_none() {
        found.warn("nothing limits how many attempts follow when all fail");
    }
    found.findings.push(Finding::Retries { calls, attempts, retries, refused });
}

#[cfg(feature = "inject")]
pub(super) fn of_binding(found: &mut Found, registry: &Registry, name: &str, changes: &[SettingChange]) {
    let _entered = registry.enter();
    let all = crate::command::snapshot().dependencies;
    let to = changes.iter().find(|change| change.setting == "to").map(|change| &*change.is);
    let its = all.iter().find(|one| one.name == name && one.tag.as_deref() == to);
    let given = match (to, its.map(|one| &one.state)) {
        (Some("off") | None, _) => "what has no tag".to_owned(),
        (Some(to), None) => format!("`{to}`"),
        (Some(to), Some(DependencyState::NotBuilt)) => {
            format!("`{to}`, which is not built yet: the first waits for it")
        }
        (Some(to), Some(DependencyState::Failed)) => {
            found.warn(format!("`{to}` could not be built"));
            format!("`{to}`, which could not be built")
        }
        (Some(to), Some(_)) => format!("`{to}`, which is there"),
    };
    found.say(format!("whoever asks would be given {given}"));
    found.say("who has been given something keeps it; what the other would have answered cannot be known");
}
