//! Runs one of the main paths alone: what callgrind counts for the gate of `cargo xtask test`. It builds without any peer.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use dyno::{Breaker, Bulkhead, Cache, CachePolicy, RateLimit};
use paths::guarded::{
    Bee, Fault, Worker, blocks, closed, filtered, filtered_async, fused, fused_async, injected, kept, limited,
    measured, measured_async, open, permitted, retried, timed_and_broken, told, told_async,
};
use paths::repeat::{counted_calls, repeat, repeat_async, sum_of};
use paths::work::{work, work_now};

type Run = fn(u64) -> u64;

/// The name, what its count is less, and the loop.
const PATHS: &[(&str, &str, Run)] = &[
    ("work", "work", |calls| repeat(calls, |x| work(x).unwrap_or(0))),
    ("async-work", "async-work", |calls| repeat_async(calls, async |x| work_now(x).await.unwrap_or(0))),
    ("command", "work", |calls| repeat(calls, |x| measured(x).unwrap_or(0))),
    ("closed", "work", |calls| repeat(calls, |x| closed(x).unwrap_or(0))),
    ("injected", "work", given_a_worker),
    ("open", "work", turned_away),
    ("breaker", "work", stand_alone),
    ("permit", "work", alone_with_permits),
    ("permitted", "work", |calls| repeat(calls, |x| permitted(x).unwrap_or(0))),
    ("retried", "work", |calls| repeat(calls, |x| retried(x).unwrap_or(0))),
    ("rate", "work", alone_with_turns),
    ("limited", "work", |calls| repeat(calls, |x| limited(x).unwrap_or(0))),
    ("hit", "work", |calls| found(calls, CachePolicy::Adaptive)),
    ("drawn", "work", |calls| found(calls, CachePolicy::Linear)),
    ("kept", "work", |calls| repeat(calls, |x| kept(x).map_or(0, |found| work(x - x % 64 + found).unwrap_or(0)))),
    ("async-ready", "async-work", |calls| repeat_async(calls, async |x| timed_and_broken(x).await.unwrap_or(0))),
    ("async-command", "async-work", |calls| repeat_async(calls, async |x| measured_async(x).await.unwrap_or(0))),
    ("filtered", "work", |calls| repeat(calls, |x| filtered(x).unwrap_or(0))),
    ("async-filtered", "async-work", |calls| repeat_async(calls, async |x| filtered_async(x).await.unwrap_or(0))),
    ("fused", "work", |calls| repeat(calls, |x| fused(x).unwrap_or(0))),
    ("async-fused", "async-work", |calls| repeat_async(calls, async |x| fused_async(x).await.unwrap_or(0))),
    ("told", "work", |calls| repeat(calls, |x| told(x).unwrap_or(0))),
    ("async-told", "async-work", |calls| repeat_async(calls, async |x| told_async(x).await.unwrap_or(0))),
    ("block", "work", |calls| repeat(calls, |x| blocks(x).unwrap_or(0))),
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["list"] => {
            for (name, less, _) in PATHS {
                println!("{name} {less}");
            }
            ExitCode::SUCCESS
        }
        ["repeat", name, calls] => run(name, calls),
        _ => fail("usage: paths list | repeat NAME CALLS"),
    }
}

fn run(name: &str, calls: &str) -> ExitCode {
    let (Some((_, _, path)), Ok(calls)) = (PATHS.iter().find(|path| path.0 == name), calls.parse()) else {
        return fail("there is no such path, or that is no number of calls");
    };
    if counted_calls(path, calls) == sum_of(calls) { ExitCode::SUCCESS } else { fail("it did not do its work") }
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::FAILURE
}

fn given_a_worker(calls: u64) -> u64 {
    dyno::provide::<dyn Worker>(Arc::new(Bee)).expect("nobody else does");
    repeat(calls, |x| injected(x).unwrap_or(0))
}

fn turned_away(calls: u64) -> u64 {
    open::breaker().trip().expect("nobody has forced it");
    repeat(calls, |x| if matches!(open(x), Err(Fault::Guard(dyno::Error::Open { .. }))) { x } else { 0 })
}

fn stand_alone(calls: u64) -> u64 {
    let breaker = Breaker::builder("stand-alone").build().expect("defaults are right");
    repeat(calls, |x| breaker.call(|| Ok::<_, Fault>(work(x)?)).unwrap_or(0))
}

fn alone_with_permits(calls: u64) -> u64 {
    let bulkhead = Bulkhead::builder("stand-alone").build().expect("defaults are right");
    repeat(calls, |x| bulkhead.try_acquire().map_or(0, |_permit| work(x).unwrap_or(0)))
}

fn alone_with_turns(calls: u64) -> u64 {
    let limit = RateLimit::builder("stand-alone").limit(1_000_000_000, Duration::from_secs(1)).build();
    let limit = limit.expect("that many are allowed");
    repeat(calls, |x| limit.try_acquire().map_or(0, |()| work(x).unwrap_or(0)))
}

/// Each call finds its value: with a policy that never draws so early, or with one that throws dice for each hit.
fn found(calls: u64, policy: CachePolicy) -> u64 {
    let day = Duration::from_secs(24 * 60 * 60);
    let name = if policy == CachePolicy::Linear { "drawn" } else { "hit" };
    let cache = Cache::<u64, u64>::builder(name).ttl(day).policy(policy).build().expect("a day is allowed");
    (0..64).for_each(|key| cache.insert(key, key));
    let ask = |key: u64| cache.get_or_make(&key, || Ok::<_, Fault>(key)).unwrap_or(0);
    repeat(calls, |x| work(x - x % 64 + ask(x % 64)).unwrap_or(0))
}
