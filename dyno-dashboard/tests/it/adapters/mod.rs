//! The same figures for other systems, each test in a registry of its own.

#![expect(clippy::float_cmp, reason = "they are whole, or the same number written twice")]

#[cfg(feature = "metrics")]
mod facade;
#[cfg(feature = "opentelemetry")]
mod opentelemetry;

use std::collections::BTreeMap;

use dyno::{Command, Fuse, Registry};

use crate::calls::{StockError, delivery, reviews};

/// What was told, by name and labels: `name{label="value",..}`.
type Told = BTreeMap<String, f64>;

#[dyno::command(name = "picked", retry(n = 2, backoff = fixed(1ms)), exact_latency = true)]
fn picked(is_there: bool) -> Result<u32, StockError> {
    if is_there { Ok(1) } else { Err(StockError::Down) }
}

/// Calls well, badly, in a pool and past a cache.
fn work() {
    for at in 0..40 {
        _ = picked(at % 4 != 0);
        reviews(at % 10).unwrap();
    }
    delivery().unwrap();
}

/// Sees that all that was told of `picked` and of what it shares is what a snapshot says.
fn is_what_a_snapshot_says(told: &Told) {
    let snapshot = dyno::snapshot();
    let command = snapshot.commands.iter().find(|one| one.name == "picked").unwrap();
    let labels = "command=\"picked\",group=\"it::adapters\"";
    let calls = |kind, outcome| told[&format!("dyno_command_{kind}_total{{{labels},outcome=\"{outcome}\"}}")];
    let Counted { calls: all, attempts } = Counted::of(command);
    assert_eq!([calls("calls", "success"), calls("calls", "failure")], all);
    assert_eq!([calls("attempts", "success"), calls("attempts", "failure")], attempts);
    assert_eq!((all, attempts), ([30.0, 10.0], [30.0, 20.0]));
    assert_eq!(told[&format!("dyno_command_retries_total{{{labels}}}")], 10.0);
    assert_eq!(told[&format!("dyno_command_in_flight{{{labels}}}")], 0.0);

    let duration = |part: &str| told[&format!("dyno_command_duration_seconds_{part}{{{labels}}}")];
    assert_eq!(duration("count"), 40.0);
    assert!((duration("sum") - command.durations.sum.as_secs_f64()).abs() < 1e-9);
    for bucket in &command.durations.buckets {
        let end = bucket.below.as_secs_f64();
        let name = format!("dyno_command_duration_seconds_bucket{{{labels},le=\"{end}\"}}");
        assert_eq!(told[&name], f(bucket.count), "{name}");
    }
    assert_eq!(told[&format!("dyno_command_duration_seconds_bucket{{{labels},le=\"+Inf\"}}")], 40.0);

    let cache = snapshot.caches.iter().find(|one| one.name == "reviews").unwrap();
    assert_eq!(told["dyno_cache_requests_total{cache=\"reviews\",result=\"hit\"}"], f(cache.hits));
    assert_eq!(told["dyno_pool_accepted_total{pool=\"drive\"}"], 1.0);
    assert_eq!(told["dyno_pool_threads_limit{pool=\"drive\"}"], 2.0);
    assert_eq!(told["dyno_command_calls_total{command=\"never\",group=\"it::calls\",outcome=\"success\"}"], 0.0);
}

struct Counted {
    calls: [f64; 2],
    attempts: [f64; 2],
}

impl Counted {
    fn of(command: &dyno::CommandSnapshot) -> Self {
        let dyno::Counts { calls, attempts, .. } = &command.totals;
        Self { calls: [f(calls.success), f(calls.failure)], attempts: [f(attempts.success), f(attempts.failure)] }
    }
}

#[expect(clippy::cast_precision_loss, reason = "some dozens")]
fn f(count: u64) -> f64 {
    count as f64
}

/// The calls of a command that was built.
fn successes(told: &Told, name: &str) -> f64 {
    let start = format!("dyno_command_calls_total{{command=\"{name}\",");
    let found = told.iter().find(|(key, _)| key.starts_with(&start) && key.contains("\"success\""));
    *found.unwrap_or_else(|| panic!("{name} is not told of")).1
}

/// Builds a command that has been called so often.
fn built(name: &str, calls: u32) -> Command {
    let command = Command::builder(name).build().expect("a name that is free");
    for _ in 0..calls {
        command.call(|| Ok::<_, dyno::Error>(())).unwrap();
    }
    command
}

/// Builds a blown fuse that has turned so many away.
fn blown(rejected: u32) -> Fuse {
    let fuse = Fuse::builder("switch").build().expect("a name that is free");
    fuse.blow("it was told to");
    for _ in 0..rejected {
        fuse.call(|| Ok::<_, dyno::Error>(())).unwrap_err();
    }
    fuse
}

/// How many the fuse of that name has turned away.
const REJECTED: &str = "dyno_fuse_rejected_total{fuse=\"switch\"}";

/// The names and labels that a page tells of, in a registry of its own as well.
async fn told_by_a_page() -> Vec<String> {
    let page = crate::http::page().await;
    let text = crate::http::get(page.address(), "/metrics").await.body;
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
}

/// More commands than have labels of their own, each called once.
fn many(registry: &Registry) -> Vec<Command> {
    let _scope = registry.enter();
    (0..1_100).map(|tenant| built(&format!("tenant {tenant}"), 1)).collect()
}

/// Sees that there are no more labels than are allowed, and that nobody's calls are lost.
fn is_bounded(told: &Told) {
    let calls: Vec<_> = told
        .iter()
        .filter(|(key, _)| key.starts_with("dyno_command_calls_total{") && key.contains("outcome=\"success\""))
        .collect();
    assert_eq!(calls.len(), 1_001);
    assert_eq!(calls.iter().map(|(_, count)| **count).sum::<f64>(), 1_100.0);
}
