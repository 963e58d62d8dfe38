//! The cache by itself: what is served, made, kept and forgotten.

use std::sync::Arc;
use std::time::Duration;

use dyno::{Cache, CacheBuilder, CachePolicy, CachedLife, EarlyRefresh, Error, ManualClock, Registry};

mod cycles;
mod early;
mod flights;
mod handover;
mod hostile;
mod model;
mod reentrant;
mod renewals;
mod settings;
mod threads;
mod times;
mod told;

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// What a maker of these tests fails with.
#[derive(Debug, Clone, thiserror::Error)]
enum Oops {
    #[error("out of {0}")]
    Own(&'static str),
    #[error(transparent)]
    Dyno(#[from] Error),
}

type Stock = Cache<u32, u64>;

/// Builds the cache `stock` in a registry of its own, whose clock the test moves. Chance is the same in each run.
fn cache(set: impl FnOnce(CacheBuilder<u32, u64>) -> CacheBuilder<u32, u64>) -> (Stock, ManualClock) {
    let clock = ManualClock::new();
    let _scope = Registry::with_clock(&clock).enter();
    (set(Cache::builder("stock").seed(7)).build().expect("these settings can be"), clock)
}

/// Each who asks renews it.
#[derive(Debug)]
struct Always;

impl EarlyRefresh for Always {
    fn is_due(&self, _: &CachedLife, _: f64) -> bool {
        true
    }
}

fn fails(what: &'static str) -> Result<u64, Oops> {
    Err(Oops::Own(what))
}

fn never() -> Result<u64, Oops> {
    panic!("it may not be made")
}

#[test]
fn it_makes_a_value_once_and_serves_it() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    assert!(cache.is_empty() && cache.get(&1).is_none() && cache.peek(&1).is_none());
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(10)).unwrap(), 10);
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 10);
    assert_eq!((cache.get(&1), cache.peek(&1), cache.len()), (Some(10), Some(10), 1));
    cache.insert(2, 20);
    assert_eq!(cache.get_or_make(&2, never).unwrap(), 20);
    let stats = cache.stats();
    assert_eq!((stats.hits, stats.misses, stats.made, stats.len), (3, 2, 1, 2), "whoever peeks is not counted");
    assert_eq!(stats.hit_ratio(), Some(0.6));
}

#[test]
fn a_borrowed_key_is_as_good() {
    let _scope = Registry::new().enter();
    let cache = Cache::<String, Arc<str>>::builder("names").build().unwrap();
    let made = cache.get_or_make("rake", || Ok::<Arc<str>, Error>("a rake".into())).unwrap();
    assert_eq!((&*made, cache.get("rake").as_deref()), ("a rake", Some("a rake")));
    assert!(cache.invalidate("rake") && !cache.invalidate("rake"));
    assert_eq!(cache.peek(&"rake".to_owned()), None);
}

#[test]
fn what_is_invalidated_is_made_anew() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    (0..10).for_each(|key| cache.insert(key, u64::from(key)));
    assert!(cache.invalidate(&3));
    assert_eq!(cache.invalidate_if(|key, value| key % 2 == 0 && *value < 8), 4);
    let left: Vec<_> = (0..10).filter(|key| cache.get(key).is_some()).collect();
    assert_eq!((left, cache.len()), (vec![1, 5, 7, 8, 9], 5));
    assert_eq!(cache.get_or_make(&3, || Ok::<_, Oops>(33)).unwrap(), 33);
    cache.clear();
    assert!(cache.is_empty() && (0..10).all(|key| cache.peek(&key).is_none()));
    assert_eq!(cache.get_or_make(&3, || Ok::<_, Oops>(34)).unwrap(), 34);
}

#[test]
fn an_error_is_told_and_not_kept() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    assert!(matches!(cache.get_or_make(&1, || fails("rakes")), Err(Oops::Own("rakes"))), "as it is");
    assert!(matches!(cache.get_or_make(&1, || fails("time")), Err(Oops::Own("time"))));
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
    let stats = cache.stats();
    assert_eq!((stats.failed, stats.made, stats.misses, stats.running), (2, 1, 3, 0));
}

#[test]
fn it_says_what_it_does() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).capacity(50).policy(CachePolicy::Static));
    assert_eq!(
        cache.why(),
        "cache `stock` holds 0 of 50: nobody has asked yet; 0 makings gave a value, 0 failed, 0 run; 0 of all began early"
    );
    let slowly = || {
        clock.advance(200 * MILLI);
        Ok::<_, Oops>(1)
    };
    cache.get_or_make(&1, slowly).unwrap();
    clock.advance(SECOND);
    cache.get_or_make(&1, never).unwrap();
    let stats = cache.stats();
    assert_eq!((stats.age, stats.cost), (Some(SECOND), Some(200 * MILLI)));
    assert_eq!(
        cache.why(),
        "cache `stock` holds 1 of 50: 50% of those who asked were served at once (1 hits, 0 stale, 1 misses); 1 \
         makings gave a value, 0 failed, 0 run, 200.0ms each; 0 of all began early"
    );
}
