//! What commands share by name, each in one row.

use std::time::Duration;

use dyno::{
    BreakerSnapshot, BulkheadSnapshot, CacheSnapshot, DependencySnapshot, FuseSnapshot, HarnessSnapshot, PoolSnapshot,
    RateLimitSnapshot, RetrySnapshot,
};
use serde_json::{Value, json};

use crate::api::lately::{Asked, Repeated, Served};
use crate::api::words::{seconds, seconds_or_none, settings};
use crate::sampler::{Recent, Tick};

/// Instead of what a service said: errors may say what is nobody's business, and nobody was asked whether this one does.
const FAILED: &str = "it could not be built; what its service said is told to whoever asked for it, and not here";

/// Of how many of a kind the words and the settings are told in the overview; they are longer than all else.
const TOLD: usize = 200;

/// Writes all of a kind.
pub(super) fn all<'a, T>(things: &'a [T], write: impl Fn(&'a T) -> Value) -> Vec<Value> {
    let is_told = things.len() <= TOLD;
    let written = things.iter().map(|thing| {
        let mut written = write(thing);
        if let (Value::Object(fields), false) = (&mut written, is_told) {
            fields.remove("why");
            fields.remove("settings");
        }
        written
    });
    written.collect()
}

pub(super) fn breaker(breaker: &BreakerSnapshot, tick: &Tick) -> Value {
    json!({
        "name": breaker.name,
        "state": breaker.state,
        "in_state_seconds": seconds(breaker.in_state_for),
        "not_closed_seconds": seconds_or_none(breaker.not_closed_for),
        "not_closed_since_unix_milliseconds": breaker.not_closed_for.map(|time| tick.ago(time)),
        "next_probe_seconds": seconds_or_none(breaker.retry_after),
        "failure_share": breaker.failure_rate,
        "slow_share": breaker.slow_rate,
        "counted_calls": breaker.counted,
        "failed_calls": breaker.failures,
        "slow_calls": breaker.slow,
        "failed_in_a_row": breaker.in_a_row,
        "why": breaker.why(),
        "settings": settings(&breaker.settings),
    })
}

pub(super) fn pool(pool: &PoolSnapshot) -> Value {
    json!({
        "name": pool.name,
        "threads": pool.threads,
        "most_threads": pool.settings.threads,
        "active_threads": pool.active,
        "abandoned_threads": pool.abandoned,
        "largest_threads": pool.largest,
        "queued_jobs": pool.queued,
        "most_queued_jobs": pool.settings.queue,
        "total_accepted": pool.totals.accepted,
        "total_rejected": pool.totals.rejected,
        "total_ended": pool.totals.ended,
        "total_abandoned": pool.totals.abandoned,
        "why": pool.why(),
        "settings": settings(&pool.settings),
    })
}

pub(super) fn bulkhead(bulkhead: &BulkheadSnapshot) -> Value {
    json!({
        "name": bulkhead.name,
        "permits": bulkhead.permits,
        "active": bulkhead.active,
        "peak_active": bulkhead.peak,
        "queued": bulkhead.queued,
        "most_queued": bulkhead.queue,
        "total_rejected": bulkhead.rejected,
        "total_timed_out": bulkhead.timed_out,
        "why": bulkhead.why(),
        "settings": settings(&bulkhead.settings),
    })
}

pub(super) fn cache(cache: &CacheSnapshot, recent: &Recent) -> Value {
    let served = Served::of(cache, recent);
    json!({
        "name": cache.name,
        "entries": cache.len,
        "most_entries": cache.settings.capacity,
        "recent_hits": served.hits,
        "recent_stale": served.stale,
        "recent_misses": served.misses,
        "recent_rescued": served.rescued,
        "recent_failed": served.failed,
        "recent_hit_share": served.hit_share(),
        "recent_stale_share": served.stale_share(),
        "total_hits": cache.hits,
        "total_stale": cache.stale,
        "total_misses": cache.misses,
        "hit_share": cache.hit_ratio(),
        "total_waited": cache.waited,
        "total_rescued": cache.rescued,
        "total_early": cache.early,
        "total_made": cache.made,
        "total_failed": cache.failed,
        "total_evicted": cache.evicted,
        "running_makings": cache.running,
        "mean_age_seconds": seconds_or_none(cache.age),
        "mean_making_seconds": seconds_or_none(cache.cost),
        "why": cache.why(),
        "settings": settings(&cache.settings),
    })
}

pub(super) fn fuse(fuse: &FuseSnapshot) -> Value {
    json!({
        "name": fuse.name,
        "is_intact": fuse.is_intact(),
        "blown": fuse.blown,
        "blown_seconds": seconds_or_none(fuse.since),
        "intact_in_seconds": seconds_or_none(fuse.retry_after),
        "total_rejected": fuse.rejected,
        "why": fuse.why(),
        "settings": settings(&fuse.settings),
    })
}

pub(super) fn rate_limit(limit: &RateLimitSnapshot) -> Value {
    json!({
        "name": limit.name,
        "available_calls": limit.available,
        "keys": limit.keys,
        "waiting": limit.waiting,
        "total_waited": limit.waited,
        "total_given_up": limit.given_up,
        "total_rejected": limit.rejected,
        "why": limit.why(),
        "settings": settings(&limit.settings),
    })
}

pub(super) fn retry(retry: &RetrySnapshot, recent: &Recent, repeated: &Repeated<'_>) -> Value {
    let asked = Asked::of(retry, recent, repeated);
    json!({
        "name": retry.name,
        "has_budget": asked.has_budget,
        "recent_retries": asked.retries,
        "recent_refused": asked.refused,
        "recent_refused_share": asked.refused_share(),
        "total_retries": asked.total_retries,
        "total_refused": retry.refused,
        "retries_left": retry.left,
        "why": retry.why(),
        "settings": settings(&retry.settings),
    })
}

pub(super) fn harness(harness: &HarnessSnapshot, unix_milliseconds: impl Fn(Duration) -> u64) -> Value {
    let last = harness.last.iter().map(|pulled| {
        json!({
            "unix_milliseconds": unix_milliseconds(pulled.at),
            "kind": pulled.kind,
            "text": pulled.text,
            "is_panic": pulled.is_panic,
        })
    });
    json!({
        "name": harness.name,
        "total_errors": harness.errors,
        "total_panics": harness.panics,
        "last": last.collect::<Vec<_>>(),
        "why": harness.why(),
    })
}

pub(super) fn dependency(dependency: &DependencySnapshot, unix_milliseconds: impl Fn(Duration) -> u64) -> Value {
    // Of what leads to a tag the state has that inside.
    let (state, bound_to) = match settings(&dependency.state) {
        Value::Object(bound) => bound.into_iter().next().map(|(state, tag)| (state.into(), tag)).unwrap_or_default(),
        state => (state, Value::Null),
    };
    json!({
        "name": dependency.name,
        "tag": dependency.tag,
        "state": state,
        "bound_to": bound_to,
        "service": dependency.service,
        "place": dependency.place,
        "unix_milliseconds": dependency.at.map(unix_milliseconds),
        "error": dependency.error.as_ref().map(|_| FAILED),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dependency_is_given_as_has_one_word_and_its_tag_beside() {
        let written = |state: Value| {
            let snapshot = json!({
                "name": "dyn Depot", "tag": null, "state": state, "service": null, "place": null, "at": 1.5, "error": null,
            });
            let snapshot = serde_json::from_value(snapshot).expect("as a snapshot is written");
            let written = dependency(&snapshot, |at| u64::try_from(at.as_millis()).expect("it is short"));
            assert_eq!((&written["name"], &written["unix_milliseconds"]), (&json!("dyn Depot"), &json!(1500)));
            (written["state"].clone(), written["bound_to"].clone())
        };
        assert_eq!(written(json!("stands_in")), (json!("stands_in"), Value::Null));
        assert_eq!(written(json!({ "bound": "eu" })), (json!("bound"), json!("eu")));
    }
}
