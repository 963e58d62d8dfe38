//! What is measured of the policies that commands share.

use dyno::{BreakerState, Snapshot};

use crate::prometheus::text::{Family, Text};

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

/// Writes all of them.
pub(super) fn write(text: &mut Text, all: &Snapshot) {
    breakers(text, all);
    limits(text, all);
    pools(text, all);
    caches(text, all);
    others(text, all);
    left_out(text, all);
}

fn breakers(text: &mut Text, all: &Snapshot) {
    let state = Family::gauge("dyno_breaker_state", "1 for the state that the breaker is in, 0 for the others.");
    text.begin(state);
    for breaker in all.breakers.iter().take(MOST) {
        for other in STATES {
            let labels = [("breaker", &*breaker.name), ("state", other.as_str())];
            text.sample(state, "", &labels, u8::from(breaker.state == other));
        }
    }
    let breakers = || all.breakers.iter().take(MOST);
    let family = Family::gauge("dyno_breaker_failure_ratio", "The share of failures in its window, where it is known.");
    text.family(family, "breaker", breakers(), |one| (&one.name, one.failure_rate));
    let family = Family::gauge("dyno_breaker_slow_ratio", "The share of slow calls in its window, where it is known.");
    text.family(family, "breaker", breakers(), |one| (&one.name, one.slow_rate));
    let family = Family::gauge("dyno_breaker_in_state_seconds", "How long it has been in its state.");
    text.family(family, "breaker", breakers(), |one| (&one.name, Some(one.in_state_for.as_secs_f64())));
}

fn limits(text: &mut Text, all: &Snapshot) {
    let bulkheads = || all.bulkheads.iter().take(MOST);
    let family = Family::gauge("dyno_bulkhead_permits", "How many may be at work at once.");
    text.family(family, "bulkhead", bulkheads(), |one| (&one.name, Some(one.permits.into())));
    let family = Family::gauge("dyno_bulkhead_active", "How many are at work.");
    text.family(family, "bulkhead", bulkheads(), |one| (&one.name, Some(one.active.into())));
    let family = Family::gauge("dyno_bulkhead_queued", "How many wait for a permit.");
    text.family(family, "bulkhead", bulkheads(), |one| (&one.name, Some(one.queued.into())));
    let family = Family::counter("dyno_bulkhead_rejected_total", "How many were turned away.");
    text.family(family, "bulkhead", bulkheads(), |one| (&one.name, count(one.rejected)));
    let family = Family::counter("dyno_bulkhead_timed_out_total", "How many waited in vain.");
    text.family(family, "bulkhead", bulkheads(), |one| (&one.name, count(one.timed_out)));

    let limits = || all.rate_limits.iter().take(MOST);
    let family = Family::gauge("dyno_rate_limit_available", "How many without a key may pass at once.");
    text.family(family, "rate_limit", limits(), |one| (&one.name, Some(one.available.into())));
    let family = Family::gauge("dyno_rate_limit_waiting", "How many wait for their turn.");
    text.family(family, "rate_limit", limits(), |one| (&one.name, count(one.waiting)));
    let family = Family::counter("dyno_rate_limit_waited_total", "How many had to wait.");
    text.family(family, "rate_limit", limits(), |one| (&one.name, count(one.waited)));
    let family = Family::counter("dyno_rate_limit_rejected_total", "How many were turned away.");
    text.family(family, "rate_limit", limits(), |one| (&one.name, count(one.rejected)));
}

fn pools(text: &mut Text, all: &Snapshot) {
    let pools = || all.pools.iter().take(MOST);
    let family = Family::gauge("dyno_pool_threads", "How many threads it has.");
    text.family(family, "pool", pools(), |one| (&one.name, Some(one.threads.into())));
    let family = Family::gauge("dyno_pool_threads_limit", "How many threads it may have.");
    text.family(family, "pool", pools(), |one| (&one.name, Some(one.settings.threads.into())));
    let family = Family::gauge("dyno_pool_active_threads", "How many threads are at work.");
    text.family(family, "pool", pools(), |one| (&one.name, Some(one.active.into())));
    let family =
        Family::gauge("dyno_pool_abandoned_threads", "How many are at work on what nobody waits for any more.");
    text.family(family, "pool", pools(), |one| (&one.name, count(one.abandoned)));
    let family = Family::gauge("dyno_pool_queued_jobs", "How many jobs wait for a thread.");
    text.family(family, "pool", pools(), |one| (&one.name, Some(one.queued.into())));
    let family = Family::gauge("dyno_pool_queue_limit", "How many jobs may wait.");
    text.family(family, "pool", pools(), |one| (&one.name, Some(one.settings.queue.into())));
    let family = Family::counter("dyno_pool_accepted_total", "Jobs that got a thread or a place in the queue.");
    text.family(family, "pool", pools(), |one| (&one.name, count(one.totals.accepted)));
    let family = Family::counter("dyno_pool_rejected_total", "Jobs that got neither.");
    text.family(family, "pool", pools(), |one| (&one.name, count(one.totals.rejected)));
}

fn caches(text: &mut Text, all: &Snapshot) {
    let asked = Family::counter("dyno_cache_requests_total", "Who asked, by what was found.");
    text.begin(asked);
    let made = Family::counter("dyno_cache_makings_total", "Makings that ended, by whether they gave a value.");
    for cache in all.caches.iter().take(MOST) {
        for (result, count) in [("hit", cache.hits), ("stale", cache.stale), ("miss", cache.misses)] {
            text.sample(asked, "", &[("cache", &cache.name), ("result", result)], count);
        }
    }
    text.begin(made);
    for cache in all.caches.iter().take(MOST) {
        for (result, count) in [("success", cache.made), ("failure", cache.failed)] {
            text.sample(made, "", &[("cache", &cache.name), ("result", result)], count);
        }
    }
    let caches = || all.caches.iter().take(MOST);
    let family = Family::gauge("dyno_cache_entries", "How many entries there are.");
    text.family(family, "cache", caches(), |one| (&one.name, count(one.len)));
    let family = Family::counter("dyno_cache_evicted_total", "How many entries had to leave for others.");
    text.family(family, "cache", caches(), |one| (&one.name, count(one.evicted)));
    let family = Family::counter("dyno_cache_rescued_total", "Who was given an old value because a making failed.");
    text.family(family, "cache", caches(), |one| (&one.name, count(one.rescued)));
}

fn others(text: &mut Text, all: &Snapshot) {
    let fuses = || all.fuses.iter().take(MOST);
    let family = Family::gauge("dyno_fuse_blown", "Whether it is blown.");
    text.family(family, "fuse", fuses(), |one| (&one.name, Some(f64::from(u8::from(!one.is_intact())))));
    let family = Family::counter("dyno_fuse_rejected_total", "How many were turned away.");
    text.family(family, "fuse", fuses(), |one| (&one.name, count(one.rejected)));

    let retries = || all.retries.iter().take(MOST);
    let family = Family::counter("dyno_retry_allowed_total", "Further attempts that its budget allowed.");
    text.family(family, "retry", retries(), |one| (&one.name, count(one.retries)));
    let family = Family::counter("dyno_retry_refused_total", "Further attempts that its budget refused.");
    text.family(family, "retry", retries(), |one| (&one.name, count(one.refused)));

    let pulled =
        Family::counter("dyno_harness_errors_total", "Errors that passed, by kind; 64 kinds at most, then other.");
    text.begin(pulled);
    for harness in all.harnesses.iter().take(MOST) {
        for (kind, count) in &harness.errors {
            text.sample(pulled, "", &[("harness", &harness.name), ("kind", kind)], count);
        }
    }
    let harnesses = || all.harnesses.iter().take(MOST);
    let family = Family::counter("dyno_harness_panics_total", "Panics that passed.");
    text.family(family, "harness", harnesses(), |one| (&one.name, count(one.panics)));
}

/// Says where the bound was reached.
fn left_out(text: &mut Text, all: &Snapshot) {
    let family = Family::gauge("dyno_left_out", "How many of a kind are not told of here, because there are too many.");
    text.begin(family);
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
        text.sample(family, "", &[("kind", kind)], there.saturating_sub(MOST));
    }
}

#[expect(clippy::cast_precision_loss, clippy::unnecessary_wraps, reason = "Prometheus has no other numbers")]
fn count(count: u64) -> Option<f64> {
    Some(count as f64)
}
