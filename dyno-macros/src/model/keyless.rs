//! Values without a key: what they would be, and how that is written.

use crate::parse::{Kind, Number, Value};

use super::asked::Origin;

/// Says what is wrong with a value that stands in the list of `origin` without a key.
pub(super) fn plain(origin: Origin, value: &Value) -> String {
    if origin.takes_one_value() {
        return format!("{} takes one value: remove this one", origin.title());
    }
    if let Kind::Number(number) = &value.kind {
        if let Some(setting) = setting(origin.word(), number) {
            let is_wait = origin.word() == "retry" && number.duration().is_ok();
            let other = if is_wait { "; a number alone, such as `3`, is `n = 3`" } else { "" };
            return format!("{} without the name of an option: write `{setting}`{other}", value.describe());
        }
    }
    let quoted = match &value.kind {
        Kind::Text(text) => Number::of_text(&text.value()).filter(|number| number.duration().is_ok()),
        _ => None,
    };
    if let (Origin::Cache | Origin::CacheOption, Some(time)) = (origin, quoted) {
        return format!("write `{time}`, without quotes");
    }
    if let (Origin::InjectOption, Kind::Text(tag)) = (origin, &value.kind) {
        return format!("a string without the name of an option: write `tag = {:?}`", tag.value());
    }
    let hint = match (origin, &value.kind) {
        (Origin::Command, Kind::Text(_)) => "write `name = \"..\"`",
        (Origin::Command, Kind::Number(number)) if number.duration().is_ok() => "write `timeout = ..`",
        (Origin::RateLimit | Origin::RateLimitOption, Kind::Number(_) | Kind::Expr(_)) => {
            "the limit stands first, and once"
        }
        (Origin::Timed, _) => "write `#[timed]`: it is called as its function is",
        (Origin::Harness, Kind::Text(_)) => {
            "the harness is called as its function is, and that by `#[command(name = \"..\")]`"
        }
        (Origin::Harness, Kind::Bool(true)) => "write `redact = true`, or `#[harness]` for all that errors say",
        (Origin::Harness, Kind::Bool(false)) => "write `redact = false`, or remove the harness",
        (Origin::Cache | Origin::CacheOption, Kind::Number(number)) if number.duration().is_ok() => {
            "the time stands first, and once; that of errors is `negative_ttl = ..`"
        }
        (Origin::Cache | Origin::CacheOption, Kind::Text(_)) => {
            "the cache is called as its function is, and that by `#[command(name = \"..\")]`"
        }
        (Origin::Cache, Kind::Bool(true)) => "write `#[cache]`, which keeps values for ever, or `#[cache(30s)]`",
        (Origin::CacheOption, Kind::Bool(true)) => {
            "write `cache = true`, which keeps values for ever, or `cache = 30s`"
        }
        (origin, Kind::Bool(_)) if origin.has_settings() => "remove it, or all of what it stands in",
        (origin, Kind::Text(_)) if origin.has_settings() => "the name stands first, and once",
        (Origin::Service, Kind::Text(_)) => "write `name = \"..\"`",
        (Origin::Test, _) => "write `#[dyno::test]` or `#[dyno::test(paused)]`",
        _ => "write `option = value`",
    };
    format!("{} without the name of an option: {hint}", value.describe())
}

/// Says what is wrong with a name that is wholly a number.
pub(super) fn quoted(policy: &str, text: &str, number: &Number) -> String {
    let name = format!("`{policy}(name = \"{text}\")` if it is to be one");
    let limit = (policy == "rate_limit" && number.count().is_ok()).then(|| format!("{number} / 1s"));
    match limit.or_else(|| setting(policy, number)) {
        Some(setting) => format!("in quotes this is a name: write `{policy}({setting})`, or {name}"),
        None => format!("in quotes this is a name, and it looks like {}: write {name}", number.describe()),
    }
}

/// What a number would be among the settings of a policy, if there is one thing that it can be.
fn setting(policy: &str, number: &Number) -> Option<String> {
    let (is_count, is_time, is_share) = (number.count().is_ok(), number.duration().is_ok(), number.is_percent());
    Some(match policy {
        "cache" if is_count => format!("capacity = {number}"),
        "retry" if is_count => format!("n = {number}"),
        "retry" if is_time => format!("backoff = fixed({number})"),
        "retry" if is_share => format!("budget = {number}"),
        "fuse" if is_share => format!("admit = {number}"),
        "breaker" if is_share => format!("failure_rate = {number}"),
        "bulkhead" if is_count => format!("permits = {number}"),
        "pool" if is_count => format!("threads = {number}"),
        "bulkhead" | "pool" if is_time => format!("queue_timeout = {number}"),
        _ => return None,
    })
}
