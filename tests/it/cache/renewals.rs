//! Refreshes that fail: the present value is served on, and the next one waits for a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use dyno::{Cache, CachePolicy};
use proptest::prelude::*;

use super::{Always, MILLI, Oops, SECOND, Stock, cache, fails, never};

/// Asks every ten milliseconds for so long, and tells when it was made, always in vain.
fn failing(cache: &Stock, clock: &dyno::ManualClock, ends: Duration) -> Vec<Duration> {
    let (mut at, mut now) = (Vec::new(), Duration::ZERO);
    clock.set(now);
    cache.insert(1, 1);
    while now < ends {
        let value = cache.get_or_make(&1, || {
            at.push(now);
            fails("rakes")
        });
        assert_eq!(value.unwrap(), 1, "it is served on");
        now += 10 * MILLI;
        clock.set(now);
    }
    at
}

#[test]
fn after_one_that_failed_the_next_waits() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).early(Always));
    // A making takes no time here: from a thousandth of the ttl, doubled, to a tenth.
    let at = failing(&cache, &clock, 5 * SECOND);
    let millis: Vec<_> = at.iter().map(Duration::as_millis).collect();
    assert_eq!(millis, [0, 10, 30, 70, 150, 310, 630, 1_270, 2_270, 3_270, 4_270]);
    // One that goes well ends that.
    clock.advance(SECOND);
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(2)).unwrap(), 2);
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(3)).unwrap(), 3);
    let stats = cache.stats();
    assert_eq!((stats.failed, stats.early, stats.misses), (11, 13, 0));
}

#[test]
fn a_stale_value_is_served_on_as_well() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).stale(10 * SECOND).policy(CachePolicy::Static));
    let at = failing(&cache, &clock, 19 * SECOND);
    assert_eq!(at[0], 10 * SECOND);
    assert_eq!((at.len(), cache.stats().stale), (15, 900));
}

#[test]
fn what_takes_long_to_fail_waits_as_long() {
    let (cache, clock) = cache(|it| it.ttl(100 * SECOND).early(Always));
    cache.insert(1, 1);
    let slowly = || {
        clock.advance(3 * SECOND);
        fails("rakes")
    };
    assert_eq!(cache.get_or_make(&1, slowly).unwrap(), 1);
    clock.advance(2_999 * MILLI);
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 1);
    clock.advance(MILLI);
    assert_eq!(cache.get_or_make(&1, slowly).unwrap(), 1);
    assert_eq!(cache.stats().failed, 2);
}

#[test]
fn a_maker_that_is_dropped_or_panics_is_followed_by_another() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).early(Always));
    cache.insert(1, 1);
    drop(Box::pin(cache.get_or_make_async(&1, std::future::pending::<Result<u64, Oops>>())));
    {
        let mut left = Box::pin(cache.get_or_make_async(&1, std::future::pending::<Result<u64, Oops>>()));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(left.as_mut().poll(&mut cx).is_pending());
        assert_eq!(cache.get_or_make(&1, never).unwrap(), 1, "somebody is at it");
    }
    let panics = std::panic::AssertUnwindSafe(|| cache.get_or_make(&1, || -> Result<u64, Oops> { panic!("boom") }));
    assert!(std::panic::catch_unwind(panics).is_err(), "at once, because nobody has failed");
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 1);
    clock.advance(SECOND);
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(2)).unwrap(), 2);
}

#[test]
fn nobody_is_drawn_while_somebody_renews_it() {
    let cache = Arc::new(cache(|it| it.ttl(10 * SECOND).early(Always)).0);
    cache.insert(1, 1);
    let (is_over, served) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let slowly = || {
                while served.load(Relaxed) < 1_000 {
                    thread::yield_now();
                }
                Ok::<_, Oops>(2)
            };
            assert_eq!(cache.get_or_make(&1, slowly).unwrap(), 2);
            is_over.store(true, Relaxed);
        });
        while cache.stats().running == 0 {
            thread::yield_now();
        }
        while served.fetch_add(1, Relaxed) < 1_000 {
            assert_eq!(cache.get_or_make(&1, never).unwrap(), 1);
        }
    });
    assert!(is_over.into_inner());
    assert_eq!((cache.stats().made, cache.stats().hits), (1, 1_001));
}

fn any_policy() -> impl Strategy<Value = CachePolicy> {
    let factor = || prop_oneof![Just(0.0), Just(-0.0), Just(1_000.0), Just(f64::MIN_POSITIVE), 0.0..1_000.0];
    prop_oneof![
        Just(CachePolicy::Adaptive),
        Just(CachePolicy::Static),
        Just(CachePolicy::Linear),
        factor().prop_map(|beta| CachePolicy::XFetch { beta }),
        factor().prop_map(|k| CachePolicy::Exponential { k }),
    ]
}

proptest! {
    /// What is set while it runs holds from the next call on: a value of that age is renewed as the policy says.
    #[test]
    fn a_policy_that_is_set_holds_at_once(before in any_policy(), after in any_policy(), seed in 0..100_u64) {
        let made = |policy: CachePolicy, then: Option<CachePolicy>| {
            let (cache, clock) = cache(|it| it.ttl(10 * SECOND).policy(CachePolicy::Linear).seed(seed));
            cache.configure(|settings| settings.policy = policy).unwrap();
            // For it to be asked at all.
            cache.configure(|settings| settings.policy = CachePolicy::Linear).unwrap();
            cache.insert(1, 1);
            cache.configure(|settings| settings.policy = then.unwrap_or(policy)).unwrap();
            let mut at = Vec::new();
            for now in 0..9 {
                clock.set(now * SECOND + SECOND / 2);
                let _ = cache.get_or_make(&1, || { at.push(now); fails("rakes") });
            }
            at
        };
        prop_assert_eq!(made(before, Some(after)), made(after, None));
    }
}

#[test]
fn a_cache_of_threads_needs_no_seed() {
    let _scope = dyno::Registry::new().enter();
    let cache = Cache::<u32, u64>::builder("unseeded").ttl(SECOND).policy(CachePolicy::Linear).build().unwrap();
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(7)).unwrap(), 7);
    assert!((0..10_000).all(|_| cache.get_or_make(&1, || Ok::<_, Oops>(7)).unwrap() == 7));
}
