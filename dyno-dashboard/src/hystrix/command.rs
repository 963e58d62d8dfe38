//! A `HystrixCommand`.

use std::collections::HashMap;

use dyno::{BreakerSettings, BreakerSnapshot, BreakerState, BulkheadSnapshot, CommandSnapshot, LatencySnapshot};
use serde_json::{Value, json};

use crate::hystrix::{cleaned, milliseconds};
use crate::sampler::Tick;

/// The window of all rolling counts.
pub(super) const WINDOW_MILLISECONDS: u64 = 10_000;

/// Why calls of the last ten seconds were rejected.
struct Rejected {
    pool: u64,
    bulkhead: u64,
    circuit: u64,
}

impl Rejected {
    /// The runtime counts rejections of a command without their causes. Its pool and its bulkhead count theirs, for all who share them: no
    /// more are taken for theirs than they have. The others are those of the breaker, fuse, rate limit or settings.
    fn of(command: &CommandSnapshot, tick: &Tick) -> Self {
        let all = command.recent.calls.rejected;
        let of = |kind, name: Option<&String>| name.map_or(0, |name| tick.recent.of(kind, name));
        let pool = of("pool", command.pool.as_ref()).min(all);
        let bulkhead = of("bulkhead", command.bulkhead.as_ref()).min(all - pool);
        Self { pool, bulkhead, circuit: all - pool - bulkhead }
    }
}

/// What guards commands, by name.
pub(super) struct Guards<'a> {
    tick: &'a Tick,
    breakers: HashMap<&'a str, &'a BreakerSnapshot>,
    bulkheads: HashMap<&'a str, &'a BulkheadSnapshot>,
}

impl<'a> Guards<'a> {
    pub(super) fn of(tick: &'a Tick) -> Self {
        let all = &tick.snapshot;
        Self {
            tick,
            breakers: all.breakers.iter().map(|one| (&*one.name, one)).collect(),
            bulkheads: all.bulkheads.iter().map(|one| (&*one.name, one)).collect(),
        }
    }

    /// Writes a command. What has no counterpart is an honest constant.
    pub(super) fn written(&self, command: &CommandSnapshot) -> Value {
        let breaker = command.breaker.as_deref().and_then(|name| self.breakers.get(name));
        let bulkhead = command.bulkhead.as_deref().and_then(|name| self.bulkheads.get(name));
        let mut written = counted(command, self.tick);
        for more in [set_to(command, bulkhead.copied()), circuit(breaker.copied())] {
            if let (Value::Object(written), Value::Object(more)) = (&mut written, more) {
                written.extend(more);
            }
        }
        written
    }
}

/// What was counted and measured of it.
fn counted(command: &CommandSnapshot, tick: &Tick) -> Value {
    let recent = &command.recent;
    let calls = recent.calls;
    let (requests, errors) = (calls.success + calls.errors(), calls.errors());
    let rejected = Rejected::of(command, tick);
    let served = |kind| command.cache.as_ref().map_or(0, |cache| tick.recent.of(kind, &cache.name));
    let hits = served("cache hits") + served("cache stale");
    let latency = latency(&command.latency);
    let mean = milliseconds(command.latency.mean);
    json!({
        "type": "HystrixCommand",
        "name": cleaned(&command.name),
        "group": cleaned(&command.group),
        "currentTime": tick.now_milliseconds(),
        "errorPercentage": percentage(errors, requests),
        "errorCount": errors,
        "requestCount": requests,
        "rollingCountBadRequests": calls.ignored,
        "rollingCountCollapsedRequests": 0,
        "rollingCountEmit": 0,
        "rollingCountExceptionsThrown": errors.saturating_sub(recent.fallback_success),
        "rollingCountFailure": calls.failure + calls.panicked,
        "rollingCountFallbackEmit": 0,
        "rollingCountFallbackFailure": recent.fallback_failure,
        "rollingCountFallbackMissing": if command.fallback { 0 } else { errors },
        "rollingCountFallbackRejection": 0,
        "rollingCountFallbackSuccess": recent.fallback_success,
        "rollingCountResponsesFromCache": hits,
        "rollingCountSemaphoreRejected": rejected.bulkhead,
        "rollingCountShortCircuited": rejected.circuit,
        "rollingCountSuccess": calls.success,
        "rollingCountThreadPoolRejected": rejected.pool,
        "rollingCountTimeout": calls.timeout,
        "currentConcurrentExecutionCount": command.in_flight,
        "rollingMaxConcurrentExecutionCount": command.peak,
        "latencyExecute_mean": mean,
        "latencyExecute": latency,
        "latencyTotal_mean": mean,
        "latencyTotal": latency,
        "reportingHosts": 1,
        "threadPool": cleaned(command.pool.as_deref().unwrap_or(&command.group)),
    })
}

/// What it is set to.
fn set_to(command: &CommandSnapshot, bulkhead: Option<&BulkheadSnapshot>) -> Value {
    let timeout = milliseconds(command.settings.timeout.or(command.settings.attempt_timeout));
    json!({
        "propertyValue_executionIsolationStrategy": if command.pool.is_some() { "THREAD" } else { "SEMAPHORE" },
        "propertyValue_executionIsolationThreadTimeoutInMilliseconds": timeout,
        "propertyValue_executionTimeoutInMilliseconds": timeout,
        // A thread is left to itself, as the docs of `timeout` say.
        "propertyValue_executionIsolationThreadInterruptOnTimeout": false,
        "propertyValue_executionIsolationThreadPoolKeyOverride": null,
        "propertyValue_executionIsolationSemaphoreMaxConcurrentRequests": bulkhead.map_or(0, |bulkhead| bulkhead.permits),
        "propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests": 0,
        "propertyValue_metricsRollingStatisticalWindowInMilliseconds": WINDOW_MILLISECONDS,
        "propertyValue_requestCacheEnabled": command.cache.is_some(),
        "propertyValue_requestLogEnabled": false,
    })
}

/// What is told of the breaker; without one, of one that never trips.
fn circuit(breaker: Option<&BreakerSnapshot>) -> Value {
    let is = |states: &[BreakerState]| breaker.is_some_and(|breaker| states.contains(&breaker.state));
    let settings = breaker.map(|breaker| &breaker.settings);
    let threshold = settings.and_then(|settings| settings.failure_rate).map_or(0, whole_percent);
    json!({
        "isCircuitBreakerOpen": is(&[BreakerState::Open, BreakerState::ForcedOpen]),
        "propertyValue_circuitBreakerEnabled": breaker.is_some() && !is(&[BreakerState::Disabled]),
        "propertyValue_circuitBreakerErrorThresholdPercentage": threshold,
        "propertyValue_circuitBreakerForceClosed": is(&[BreakerState::Disabled, BreakerState::MetricsOnly]),
        "propertyValue_circuitBreakerForceOpen": is(&[BreakerState::ForcedOpen]),
        "propertyValue_circuitBreakerRequestVolumeThreshold": settings.map_or(0, |settings| settings.min_calls),
        "propertyValue_circuitBreakerSleepWindowInMilliseconds": settings.map_or(0, sleep_window),
    })
}

fn sleep_window(settings: &BreakerSettings) -> u64 {
    milliseconds(Some(settings.open_for))
}

fn latency(of: &LatencySnapshot) -> Value {
    json!({
        "0": milliseconds(of.min),
        "25": milliseconds(of.p25),
        "50": milliseconds(of.p50),
        "75": milliseconds(of.p75),
        "90": milliseconds(of.p90),
        "95": milliseconds(of.p95),
        "99": milliseconds(of.p99),
        "99.5": milliseconds(of.p99_5),
        "100": milliseconds(of.max),
    })
}

/// As Hystrix has it: rounded down.
fn percentage(part: u64, all: u64) -> u64 {
    (part * 100).checked_div(all).unwrap_or(0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is in 0.0..=1.0")]
fn whole_percent(share: f64) -> u64 {
    (share * 100.0).round() as u64
}
