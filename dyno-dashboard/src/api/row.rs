//! A command in one row.

use std::collections::HashMap;

use dyno::{BreakerSnapshot, CommandSnapshot, RetrySnapshot, Snapshot};
use serde::Serialize;

use crate::api::lately::Served;
use crate::api::words::{seconds, seconds_or_none, share, thousandths};
use crate::sampler::{Tick, Traffic};

/// A command in one row. What is nothing is left out.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    name: &'a str,
    group: &'a str,
    place: &'a str,
    calls_per_second: f32,
    errors_per_second: f32,
    recent_calls: u64,
    recent_errors: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_share: Option<f64>,
    total_calls: u64,
    total_errors: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p90_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_9_seconds: Option<f64>,
    in_flight: u64,
    peak_in_flight: u64,
    has_fallback: bool,
    recent_fallbacks: u64,
    recent_fallback_failures: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    breaker: Option<Guard<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<Repeats<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<Kept<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bulkhead: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fuse: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blown: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aspect: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

/// What several commands may share, by name.
pub(super) struct Shared<'a> {
    breakers: HashMap<&'a str, &'a BreakerSnapshot>,
    retries: HashMap<&'a str, &'a RetrySnapshot>,
}

/// Its breaker.
#[derive(Serialize)]
struct Guard<'a> {
    name: &'a str,
    state: &'static str,
    in_state_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_closed_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_closed_since_unix_milliseconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_probe_seconds: Option<f64>,
}

/// Its retry.
#[derive(Serialize)]
struct Repeats<'a> {
    name: &'a str,
    recent_retries: u64,
    recent_refused: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recent_refused_share: Option<f64>,
    has_budget: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_per_call: Option<f64>,
}

/// Its cache.
#[derive(Serialize)]
struct Kept<'a> {
    name: &'a str,
    recent_hits: u64,
    recent_stale: u64,
    recent_rescued: u64,
    recent_failed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recent_hit_share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recent_stale_share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hit_share: Option<f64>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        Self {
            breakers: snapshot.breakers.iter().map(|one| (&*one.name, one)).collect(),
            retries: snapshot.retries.iter().map(|one| (&*one.name, one)).collect(),
        }
    }
}

impl<'a> Row<'a> {
    pub(super) fn of(command: &'a CommandSnapshot, traffic: Traffic, shared: &Shared<'a>, tick: &Tick) -> Self {
        let (calls, latency) = (command.recent.calls, command.latency);
        let attempts = command.making.as_ref().map_or(&command.recent, |making| &making.recent);
        let breaker = command.breaker.as_deref().and_then(|name| shared.breakers.get(name));
        let counts = &command.recent;
        Self {
            name: &command.name,
            group: &command.group,
            place: &command.place,
            calls_per_second: thousandths(traffic.calls_per_second),
            errors_per_second: thousandths(traffic.errors_per_second),
            recent_calls: calls.sum(),
            recent_errors: calls.errors(),
            error_share: share(calls.errors(), calls.success + calls.errors()),
            total_calls: command.totals.calls.sum(),
            total_errors: command.totals.calls.errors(),
            mean_seconds: seconds_or_none(latency.mean),
            p50_seconds: seconds_or_none(latency.p50),
            p90_seconds: seconds_or_none(latency.p90),
            p99_seconds: seconds_or_none(latency.p99),
            p99_9_seconds: seconds_or_none(latency.p99_9),
            in_flight: command.in_flight,
            peak_in_flight: command.peak,
            has_fallback: command.fallback,
            recent_fallbacks: command.recent.fallback_success,
            recent_fallback_failures: command.recent.fallback_failure,
            breaker: breaker.map(|breaker| Guard {
                name: &breaker.name,
                state: breaker.state.as_str(),
                in_state_seconds: seconds(breaker.in_state_for),
                not_closed_seconds: seconds_or_none(breaker.not_closed_for),
                not_closed_since_unix_milliseconds: breaker.not_closed_for.map(|time| tick.ago(time)),
                next_probe_seconds: seconds_or_none(breaker.retry_after),
            }),
            retry: command.retry.as_deref().map(|name| Repeats {
                name,
                recent_retries: counts.retries,
                recent_refused: counts.retries_refused,
                recent_refused_share: share(counts.retries_refused, counts.retries + counts.retries_refused),
                has_budget: shared.retries.get(name).is_some_and(|retry| retry.settings.budget.is_some()),
                attempts_per_call: attempts.amplification(),
            }),
            cache: command.cache.as_ref().map(|cache| {
                let served = Served::of(cache, &tick.recent);
                Kept {
                    name: &cache.name,
                    recent_hits: served.hits + served.stale,
                    recent_stale: served.stale,
                    recent_rescued: served.rescued,
                    recent_failed: served.failed,
                    recent_hit_share: served.hit_share(),
                    recent_stale_share: served.stale_share(),
                    hit_share: cache.hit_ratio(),
                }
            }),
            bulkhead: command.bulkhead.as_deref(),
            pool: command.pool.as_deref(),
            rate_limit: command.rate_limit.as_deref(),
            fuse: command.fuse.as_deref(),
            blown: command.blown.as_deref(),
            aspect: command.aspect.as_deref(),
            problem: command.problem.as_deref(),
        }
    }
}
