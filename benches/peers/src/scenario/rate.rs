//! A turn that is there at once, by itself, by a key, and round a call.

use std::num::NonZero;
use std::time::Duration;

use dyno::RateLimit;
use governor::clock::MonotonicClock;
use governor::{Quota, RateLimiter};
use paths::guarded::limited;
use paths::repeat::repeat;
use paths::work::work;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::{Target, alone, together};

/// More than anybody can call.
const A_SECOND: NonZero<u32> = NonZero::new(1_000_000_000).expect("it is not zero");

/// How many have a bucket.
const KEYS: u64 = 64;

pub(super) fn scenario() -> Scenario {
    let limit = |name: &'static str| {
        RateLimit::builder(name).limit(A_SECOND.get(), Duration::from_secs(1)).build().expect("that many are allowed")
    };
    let (one, keyed) = (limit("rate"), limit("rate by key"));
    let (one_reader, keyed_reader) = (one.clone(), keyed.clone());
    let governor = RateLimiter::direct(Quota::per_second(A_SECOND));
    let governor_std = RateLimiter::direct_with_clock(Quota::per_second(A_SECOND), MonotonicClock);
    let governor_keyed = RateLimiter::dashmap(Quota::per_second(A_SECOND));
    let nobody_waits = |rejected: u64| counted("rejections", rejected, 0);
    Scenario::new("rate", "a rate limit that is never reached", |calls| repeat(calls, |x| work(x).unwrap_or(0)))
        .note("GCRA in both; governor's own clock is the time stamp counter, governor-std and dyno read that of the system")
        .with("dyno", "RateLimit::try_acquire", move |calls| {
            repeat(calls, |x| one.try_acquire().map_or(0, |()| work(x).unwrap_or(0)))
        })
        .checked(move |_| nobody_waits(one_reader.snapshot().rejected))
        .aims([alone(1.5, "governor-std"), together(1.5, "governor-std"), Target::Allocations { at_most: 0.0 }])
        .with("dyno-keyed", "RateLimit::try_acquire_by, 64 keys", move |calls| {
            repeat(calls, |x| keyed.try_acquire_by(&(x % KEYS)).map_or(0, |()| work(x).unwrap_or(0)))
        })
        .checked(move |_| nobody_waits(keyed_reader.snapshot().rejected))
        .aims([Target::Allocations { at_most: 0.0 }])
        .with("dyno-command", "#[command(rate_limit)]: rate limit, metrics, gauge", |calls| {
            repeat(calls, |x| limited(x).unwrap_or(0))
        })
        .checked(|calls| counted("successes", limited::metrics().totals.calls.success, calls))
        .aims([Target::Allocations { at_most: 0.0 }])
        .with("governor", "RateLimiter::check", move |calls| {
            repeat(calls, |x| governor.check().map_or(0, |()| work(x).unwrap_or(0)))
        })
        .with("governor-std", "the same by the clock of std", move |calls| {
            repeat(calls, |x| governor_std.check().map_or(0, |()| work(x).unwrap_or(0)))
        })
        .with("governor-keyed", "RateLimiter::check_key, 64 keys", move |calls| {
            repeat(calls, |x| governor_keyed.check_key(&(x % KEYS)).map_or(0, |()| work(x).unwrap_or(0)))
        })
}
