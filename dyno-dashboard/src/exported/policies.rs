//! What is measured of the policies that commands share.

use dyno::{BreakerState, Snapshot};

use crate::exported::{Family, Tell, Value, flag, level};

/// How many of a kind are told of; the others are left out.
const MOST: usize = 1_000;

const STATES: [BreakerState; 6] = [
    BreakerState::Closed,
    BreakerState::Open,
    BreakerState::HalfOpen,
    BreakerState::ForcedOpen,
    BreakerState::Disabled,
    BreakerState::MetricsOnly,
];

pub(super) const FAMILIES: &[Family] = &[
    Family::gauge("dyno_breaker_state", "1 for the state that the breaker is in, 0 for the others.", |told, tell| {
        for breaker in told.snapshot.breakers.iter().take(MOST) {
            for state in STATES {
                tell(&[("breaker", &breaker.name), ("state", state.as_str())], flag(breaker.state == state));
            }
        }
    }),
    Family::gauge(
        "dyno_breaker_failure_ratio",
        "The share of failures in its window, where it is known.",
        |told, tell| {
            for breaker in told.snapshot.breakers.iter().take(MOST) {
                if let Some(share) = breaker.failure_rate {
                    tell(&[("breaker", &breaker.name)], Value::Level(share));
                }
            }
        },
    ),
    Family::gauge(
        "dyno_breaker_slow_ratio",
        "The share of slow calls in its window, where it is known.",
        |told, tell| {
            for breaker in told.snapshot.breakers.iter().take(MOST) {
                if let Some(share) = breaker.slow_rate {
                    tell(&[("breaker", &breaker.name)], Value::Level(share));
                }
            }
        },
    ),
    Family::gauge("dyno_breaker_in_state_seconds", "How long it has been in its state.", |told, tell| {
        each(tell, "breaker", &told.snapshot.breakers, |one| (&one.name, Value::Level(one.in_state_for.as_secs_f64())));
    }),
    Family::gauge("dyno_bulkhead_permits", "How many may be at work at once.", |told, tell| {
        each(tell, "bulkhead", &told.snapshot.bulkheads, |one| (&one.name, level(one.permits.into())));
    }),
    Family::gauge("dyno_bulkhead_active", "How many are at work.", |told, tell| {
        each(tell, "bulkhead", &told.snapshot.bulkheads, |one| (&one.name, level(one.active.into())));
    }),
    Family::gauge("dyno_bulkhead_queued", "How many wait for a permit.", |told, tell| {
        each(tell, "bulkhead", &told.snapshot.bulkheads, |one| (&one.name, level(one.queued.into())));
    }),
    Family::counter("dyno_bulkhead_rejected_total", "How many were turned away.", |told, tell| {
        each(tell, "bulkhead", &told.snapshot.bulkheads, |one| (&one.name, Value::Count(one.rejected)));
    }),
    Family::counter("dyno_bulkhead_timed_out_total", "How many waited in vain.", |told, tell| {
        each(tell, "bulkhead", &told.snapshot.bulkheads, |one| (&one.name, Value::Count(one.timed_out)));
    }),
    Family::gauge("dyno_rate_limit_available", "How many without a key may pass at once.", |told, tell| {
        each(tell, "rate_limit", &told.snapshot.rate_limits, |one| (&one.name, level(one.available.into())));
    }),
    Family::gauge("dyno_rate_limit_waiting", "How many wait for their turn.", |told, tell| {
        each(tell, "rate_limit", &told.snapshot.rate_limits, |one| (&one.name, level(one.waiting)));
    }),
    Family::counter("dyno_rate_limit_waited_total", "How many had to wait.", |told, tell| {
        each(tell, "rate_limit", &told.snapshot.rate_limits, |one| (&one.name, Value::Count(one.waited)));
    }),
    Family::counter("dyno_rate_limit_rejected_total", "How many were turned away.", |told, tell| {
        each(tell, "rate_limit", &told.snapshot.rate_limits, |one| (&one.name, Value::Count(one.rejected)));
    }),
    Family::gauge("dyno_pool_threads", "How many threads it has.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.threads.into())));
    }),
    Family::gauge("dyno_pool_threads_limit", "How many threads it may have.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.settings.threads.into())));
    }),
    Family::gauge("dyno_pool_active_threads", "How many threads are at work.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.active.into())));
    }),
    Family::gauge(
        "dyno_pool_abandoned_threads",
        "How many are at work on what nobody waits for any more.",
        |told, tell| {
            each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.abandoned)));
        },
    ),
    Family::gauge("dyno_pool_queued_jobs", "How many jobs wait for a thread.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.queued.into())));
    }),
    Family::gauge("dyno_pool_queue_limit", "How many jobs may wait.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, level(one.settings.queue.into())));
    }),
    Family::counter("dyno_pool_accepted_total", "Jobs that got a thread or a place in the queue.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, Value::Count(one.totals.accepted)));
    }),
    Family::counter("dyno_pool_rejected_total", "Jobs that got neither.", |told, tell| {
        each(tell, "pool", &told.snapshot.pools, |one| (&one.name, Value::Count(one.totals.rejected)));
    }),
    Family::counter("dyno_cache_requests_total", "Who asked, by what was found.", |told, tell| {
        for cache in told.snapshot.caches.iter().take(MOST) {
            for (result, count) in [("hit", cache.hits), ("stale", cache.stale), ("miss", cache.misses)] {
                tell(&[("cache", &cache.name), ("result", result)], Value::Count(count));
            }
        }
    }),
    Family::counter("dyno_cache_makings_total", "Makings that ended, by whether they gave a value.", |told, tell| {
        for cache in told.snapshot.caches.iter().take(MOST) {
            for (result, count) in [("success", cache.made), ("failure", cache.failed)] {
                tell(&[("cache", &cache.name), ("result", result)], Value::Count(count));
            }
        }
    }),
    Family::gauge("dyno_cache_entries", "How many entries there are.", |told, tell| {
        each(tell, "cache", &told.snapshot.caches, |one| (&one.name, level(one.len)));
    }),
    Family::counter("dyno_cache_evicted_total", "How many entries had to leave for others.", |told, tell| {
        each(tell, "cache", &told.snapshot.caches, |one| (&one.name, Value::Count(one.evicted)));
    }),
    Family::counter("dyno_cache_rescued_total", "Who was given an old value because a making failed.", |told, tell| {
        each(tell, "cache", &told.snapshot.caches, |one| (&one.name, Value::Count(one.rescued)));
    }),
    Family::gauge("dyno_fuse_blown", "Whether it is blown.", |told, tell| {
        each(tell, "fuse", &told.snapshot.fuses, |one| (&one.name, flag(!one.is_intact())));
    }),
    Family::counter("dyno_fuse_rejected_total", "How many were turned away.", |told, tell| {
        each(tell, "fuse", &told.snapshot.fuses, |one| (&one.name, Value::Count(one.rejected)));
    }),
    Family::counter("dyno_retry_allowed_total", "Further attempts that its budget allowed.", |told, tell| {
        each(tell, "retry", &told.snapshot.retries, |one| (&one.name, Value::Count(one.retries)));
    }),
    Family::counter("dyno_retry_refused_total", "Further attempts that its budget refused.", |told, tell| {
        each(tell, "retry", &told.snapshot.retries, |one| (&one.name, Value::Count(one.refused)));
    }),
    Family::counter(
        "dyno_harness_errors_total",
        "Errors that passed, by kind; 64 kinds at most, then other.",
        |told, tell| {
            for harness in told.snapshot.harnesses.iter().take(MOST) {
                for (kind, count) in &harness.errors {
                    tell(&[("harness", &harness.name), ("kind", kind)], Value::Count(*count));
                }
            }
        },
    ),
    Family::counter("dyno_harness_panics_total", "Panics that passed.", |told, tell| {
        each(tell, "harness", &told.snapshot.harnesses, |one| (&one.name, Value::Count(one.panics)));
    }),
    Family::gauge(
        "dyno_left_out",
        "How many of a kind are not told of here, because there are too many.",
        |told, tell| {
            left_out(told.snapshot, tell);
        },
    ),
];

/// Tells of each thing under its name.
fn each<'a, T>(
    tell: &mut Tell<'_>,
    label: &'static str,
    things: &'a [T],
    read: impl Fn(&'a T) -> (&'a str, Value<'a>),
) {
    for (name, value) in things.iter().take(MOST).map(read) {
        tell(&[(label, name)], value);
    }
}

/// Says where the bound was reached.
fn left_out(all: &Snapshot, tell: &mut Tell<'_>) {
    let kinds = [
        ("breaker", all.breakers.len()),
        ("bulkhead", all.bulkheads.len()),
        ("cache", all.caches.len()),
        ("fuse", all.fuses.len()),
        ("harness", all.harnesses.len()),
        ("pool", all.pools.len()),
        ("rate_limit", all.rate_limits.len()),
        ("retry", all.retries.len()),
    ];
    for (kind, there) in kinds {
        tell(&[("kind", kind)], level(there.saturating_sub(MOST) as u64));
    }
}
