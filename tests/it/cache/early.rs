//! Who renews a value before it expires, and what that costs whom.

use std::thread;
use std::time::Duration;

use dyno::{Cache, CachePolicy, CachedLife, EarlyRefresh};

use super::{Always, MILLI, Oops, SECOND, cache, fails, never};

/// Asks every ten milliseconds for so many seconds, each making taking 200 ms. Tells what was made and who missed.
fn asked(policy: CachePolicy, seed: u64, seconds: u32) -> (u64, u64, Vec<Duration>) {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).policy(policy).seed(seed));
    let mut at = Vec::new();
    let mut now = Duration::ZERO;
    while now < seconds * SECOND {
        clock.set(now);
        let made = cache.get_or_make(&1, || {
            at.push(now);
            clock.advance(200 * MILLI);
            Ok::<_, Oops>(1)
        });
        assert_eq!(made.unwrap(), 1);
        now += 10 * MILLI;
    }
    let stats = cache.stats();
    assert_eq!(stats.early + stats.misses, stats.made);
    (stats.made, stats.misses, at)
}

#[test]
fn a_hot_key_never_expires() {
    let (made, misses, _) = asked(CachePolicy::Adaptive, 7, 1_000);
    assert_eq!(misses, 1, "the first alone");
    assert!((100..=112).contains(&made), "{made} in a hundred ttl");
    let (made, misses, _) = asked(CachePolicy::Static, 7, 1_000);
    assert_eq!((made, misses), (99, 99), "it expires every 10.2 s");
}

#[test]
fn chance_comes_from_the_seed() {
    let [first, again, other] = [7, 7, 8].map(|seed| asked(CachePolicy::XFetch { beta: 1.0 }, seed, 200).2);
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn each_key_is_renewed_by_what_it_costs() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND));
    let make = |key: u32| {
        clock.advance(if key == 1 { MILLI } else { SECOND });
        Ok::<_, Oops>(0)
    };
    let mut earliest = [10 * SECOND; 2];
    for (at, key) in [1, 2].into_iter().enumerate() {
        for _ in 0..20 {
            cache.invalidate(&key);
            cache.get_or_make(&key, || make(key)).unwrap();
            let (before, mut age) = (cache.stats().made, Duration::ZERO);
            while cache.stats().made == before {
                clock.advance(MILLI);
                age += MILLI;
                cache.get_or_make(&key, || make(key)).unwrap();
            }
            earliest[at] = earliest[at].min(age);
        }
    }
    assert!(earliest[0] > 9_990 * MILLI, "what is quickly made is renewed late: {earliest:?}");
    assert!(earliest[1] < 9_000 * MILLI, "what takes long is renewed early: {earliest:?}");
}

#[test]
fn whoever_is_drawn_makes_it_while_the_others_are_served() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND).early(Always));
    cache.insert(1, 1);
    let renews = || {
        let other = thread::scope(|scope| scope.spawn(|| cache.get_or_make(&1, never)).join().unwrap());
        assert_eq!(other.unwrap(), 1);
        Ok::<_, Oops>(2)
    };
    assert_eq!(cache.get_or_make(&1, renews).unwrap(), 2);
    let stats = cache.stats();
    assert_eq!((stats.early, stats.made, stats.hits, stats.misses), (1, 1, 2, 0));
}

#[dyno::test(paused)]
async fn a_spawned_refresh_runs_while_the_present_value_is_served() {
    let cache = Cache::<u32, u64>::builder("stock").ttl(10 * SECOND).early(Always).build().unwrap();
    cache.insert(1, 1);
    let slowly = |value| async move {
        tokio::time::sleep(SECOND).await;
        Ok::<_, Oops>(value)
    };
    for _ in 0..3 {
        assert_eq!(cache.get_or_spawn(&1, slowly(2)).await.unwrap(), 1, "nobody waits");
    }
    assert_eq!(cache.stats().running, 1);
    tokio::time::sleep(2 * SECOND).await;
    assert_eq!(cache.peek(&1), Some(2));
    let stats = cache.stats();
    assert_eq!((stats.early, stats.made, stats.hits, stats.running), (1, 1, 3, 0));
    assert_eq!(cache.get_or_spawn(&1, async { fails("rakes") }).await.unwrap(), 2);
    tokio::time::sleep(SECOND).await;
    let stats = cache.stats();
    assert_eq!((cache.peek(&1), stats.failed, stats.rescued), (Some(2), 1, 0), "nobody was given it for an error");
}

#[dyno::test(paused)]
async fn a_stale_value_is_renewed_in_the_background() {
    let cache =
        Cache::<u32, u64>::builder("stock").ttl(SECOND).stale(SECOND).policy(CachePolicy::Static).build().unwrap();
    cache.insert(1, 1);
    tokio::time::sleep(1_500 * MILLI).await;
    let served = cache.get_or_spawn(&1, async { Ok::<_, Oops>(2) }).await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!((served, cache.peek(&1)), (1, Some(2)));
    assert_eq!((cache.stats().stale, cache.stats().misses), (1, 0));
}

#[derive(Debug)]
struct LastSecond;

impl EarlyRefresh for LastSecond {
    fn is_due(&self, life: &CachedLife, u: f64) -> bool {
        assert!(u > 0.0 && u <= 1.0 && life.ttl == 10 * SECOND && life.cost == 200 * MILLI);
        life.ttl.saturating_sub(life.age) <= SECOND
    }
}

#[test]
fn a_policy_of_ones_own_sees_the_times_of_the_entry() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).early(LastSecond));
    let make = || {
        clock.advance(200 * MILLI);
        Ok::<_, Oops>(1)
    };
    cache.get_or_make(&1, make).unwrap();
    clock.advance(Duration::from_nanos(8_999_999_999));
    cache.get_or_make(&1, never).unwrap();
    clock.advance(Duration::from_nanos(1));
    cache.get_or_make(&1, make).unwrap();
    assert_eq!((cache.stats().early, cache.stats().made), (1, 2));
}
