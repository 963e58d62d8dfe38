//! A value that is there, of a cache with a ttl.

use std::time::Duration;

use cached::macros::cached;
use dyno::{Cache, Error};
use paths::repeat::repeat;
use paths::work::work;

use crate::candidate::Scenario;
use crate::scenario::counted;
use crate::target::{Target, alone, together};

/// Nothing expires while it is measured.
const TTL: Duration = Duration::from_hours(1);

/// How many are asked for, in turn.
const KEYS: u64 = 1_024;

#[cached(ttl_secs = 3_600, max_size = 10_000)]
fn by_cached(key: u64) -> u64 {
    key
}

pub(super) fn scenario() -> Scenario {
    let dyno = Cache::<u64, u64>::builder("hit").ttl(TTL).build().expect("these settings can be");
    let without = Cache::<u64, u64>::builder("hit for ever").build().expect("these settings can be");
    let moka = moka::sync::Cache::<u64, u64>::builder().max_capacity(10_000).time_to_live(TTL).build();
    let quick = quick_cache::sync::Cache::<u64, u64>::new(10_000);
    for key in 0..KEYS {
        dyno.insert(key, key);
        without.insert(key, key);
        moka.insert(key, key);
        quick.insert(key, key);
        by_cached(key);
    }
    let reader = dyno.clone();
    // What was found, and the rest of the argument, make the argument.
    let found = |x: u64, found: u64| work(x - x % KEYS + found).unwrap_or(0);
    Scenario::new("hit", "a value that is there, of 1,024 keys in turn", |calls| repeat(calls, |x| work(x).unwrap_or(0)))
        .note("all with a ttl of an hour, except quick_cache, which has none; all hash with a key of their own, dyno and moka by SipHash")
        .with("dyno", "Cache::get_or_make", move |calls| {
            repeat(calls, |x| dyno.get_or_make(&(x % KEYS), || Err::<u64, Error>(unasked())).map_or(0, |it| found(x, it)))
        })
        .checked(move |calls| counted("hits", reader.stats().hits, calls))
        .aims([alone(0.5, "moka"), together(0.5, "moka"), alone(1.5, "quick"), Target::Allocations { at_most: 0.0 }])
        .with("dyno-for-ever", "the same without a ttl", move |calls| {
            repeat(calls, |x| without.get_or_make(&(x % KEYS), || Err::<u64, Error>(unasked())).map_or(0, |it| found(x, it)))
        })
        .with("moka", "Cache::get_with", move |calls| repeat(calls, |x| found(x, moka.get_with(x % KEYS, || 0))))
        .with("cached", "#[cached(ttl_secs, max_size)]", move |calls| repeat(calls, |x| found(x, by_cached(x % KEYS))))
        .with("quick", "Cache::get_or_insert_with, no ttl and one reading of the clock", move |calls| {
            repeat(calls, |x| {
                std::hint::black_box(std::time::Instant::now());
                quick.get_or_insert_with(&(x % KEYS), || Ok::<_, ()>(0)).map_or(0, |it| found(x, it))
            })
        })
}

/// What a maker fails with that nobody should ask.
#[cold]
fn unasked() -> Error {
    panic!("every key is there")
}
