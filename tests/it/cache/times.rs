//! How long a value is served: its ttl, jitter, and what is served after it or instead of an error.

use std::thread;
use std::time::Duration;

use dyno::{CachePolicy, Error};

use super::{Always, MILLI, Oops, SECOND, cache, fails, never};

#[test]
fn a_ttl_means_it() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).policy(CachePolicy::Static));
    cache.insert(1, 1);
    clock.advance(Duration::from_nanos(9_999_999_999));
    assert_eq!(cache.get(&1), Some(1));
    clock.advance(Duration::from_nanos(1));
    assert_eq!((cache.get(&1), cache.peek(&1)), (None, None));
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(2)).unwrap(), 2);
    assert_eq!(cache.len(), 1, "it has taken the place of what had expired");
}

#[test]
fn without_a_ttl_nothing_expires() {
    let (cache, clock) = cache(|it| it);
    assert_eq!(cache.settings().ttl, None);
    cache.insert(1, 1);
    clock.advance(Duration::from_secs(100 * 365 * 24 * 3600));
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 1);
}

#[test]
fn with_a_ttl_of_zero_nothing_is_kept() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    cache.insert(1, 1);
    cache.get_or_make(&2, || Ok::<_, Oops>(2)).unwrap();
    cache.configure(|settings| settings.ttl = Some(Duration::ZERO)).unwrap();
    assert_eq!(cache.get(&1), Some(1), "it keeps the time that it was made with");
    cache.insert(1, 3);
    assert_eq!((cache.get(&1), cache.len()), (None, 1), "no older value is served again");
    for value in 5..8 {
        assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(value)).unwrap(), value);
    }
    assert_eq!((cache.get(&1), cache.stats().made), (None, 4));
}

#[test]
fn what_is_not_kept_leaves_nothing_older_behind() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND).early(Always));
    cache.insert(1, 1);
    cache.configure(|settings| settings.ttl = Some(Duration::ZERO)).unwrap();
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(2)).unwrap(), 2);
    assert_eq!((cache.peek(&1), cache.len()), (None, 0), "not the 1 that was there");
}

#[test]
fn it_lives_from_when_it_was_made_however_long_that_took() {
    let (cache, clock) = cache(|it| it.ttl(SECOND).policy(CachePolicy::Static));
    let slowly = || {
        clock.advance(5 * SECOND);
        Ok::<_, Oops>(1)
    };
    assert_eq!(cache.get_or_make(&1, slowly).unwrap(), 1);
    clock.advance(999 * MILLI);
    assert_eq!(cache.get(&1), Some(1));
    clock.advance(MILLI);
    assert_eq!(cache.get(&1), None);
    // A making that takes longer than a value lives does not have everybody renew it: of the ttl it takes no more than 20 %.
    cache.configure(|settings| settings.policy = CachePolicy::Adaptive).unwrap();
    cache.get_or_make(&1, slowly).unwrap();
    for _ in 0..400 {
        clock.advance(MILLI);
        cache.get_or_make(&1, never).unwrap();
    }
}

#[test]
fn a_clock_that_steps_back_harms_nothing() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).policy(CachePolicy::Linear).stale(SECOND));
    clock.set(100 * SECOND);
    cache.insert(1, 1);
    clock.set(50 * SECOND);
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 1, "it is no older than new");
    assert_eq!(cache.stats().age, Some(Duration::ZERO));
    let back = || {
        clock.set(20 * SECOND);
        Ok::<_, Oops>(2)
    };
    assert_eq!(cache.get_or_make(&2, back).unwrap(), 2);
    assert_eq!(cache.stats().cost, Some(Duration::ZERO));
    clock.set(29 * SECOND + 999 * MILLI);
    assert_eq!(cache.peek(&2), Some(2));
    clock.set(110 * SECOND);
    assert_eq!((cache.peek(&1), cache.peek(&2)), (None, None));
}

#[test]
fn what_is_stale_is_served_while_it_is_renewed() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).stale(5 * SECOND).policy(CachePolicy::Static));
    cache.insert(1, 1);
    clock.advance(12 * SECOND);
    let renews = || {
        let other = thread::scope(|scope| scope.spawn(|| cache.get_or_make(&1, never)).join().unwrap());
        assert_eq!(other.unwrap(), 1, "whoever comes meanwhile is served at once");
        assert_eq!(cache.get(&1), None, "and is told so only where it asks for a value that may be made");
        Ok::<_, Oops>(2)
    };
    assert_eq!(cache.get_or_make(&1, renews).unwrap(), 2);
    let stats = cache.stats();
    assert_eq!((stats.stale, stats.misses, stats.hits, stats.made), (2, 1, 0, 1));
    clock.advance(15 * SECOND);
    cache.get_or_make(&1, || Ok::<_, Oops>(3)).unwrap();
    assert_eq!(cache.stats().misses, 2, "after that it is of no use");
}

#[test]
fn what_is_stale_is_better_than_an_error() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).stale_if_error(60 * SECOND).policy(CachePolicy::Static));
    cache.insert(1, 1);
    clock.advance(69 * SECOND);
    assert_eq!(cache.get_or_make(&1, || fails("rakes")).unwrap(), 1);
    assert_eq!(cache.get(&1), None, "but it has expired");
    let stats = cache.stats();
    assert_eq!((stats.rescued, stats.stale, stats.misses, stats.failed), (1, 0, 2, 1));
    clock.advance(SECOND);
    assert!(matches!(cache.get_or_make(&1, || fails("rakes")), Err(Oops::Own("rakes"))));
}

#[test]
fn an_early_refresh_that_fails_costs_nobody_its_value() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND).early(Always).negative_ttl(SECOND));
    cache.insert(1, 1);
    assert_eq!(cache.get_or_make(&1, || fails("rakes")).unwrap(), 1);
    assert_eq!(cache.peek(&1), Some(1), "no error takes its place");
    let stats = cache.stats();
    assert_eq!((stats.rescued, stats.hits, stats.misses, stats.failed), (1, 1, 0, 1));
}

#[test]
fn an_error_is_kept_for_its_own_time() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).negative_ttl(SECOND));
    assert!(matches!(cache.get_or_make(&1, || fails("rakes")), Err(Oops::Own("rakes"))));
    for _ in 0..2 {
        let Err(Oops::Dyno(error @ Error::MakerFailed { .. })) = cache.get_or_make(&1, never) else {
            panic!("it is kept");
        };
        assert!(error.name() == "stock" && error.to_string().ends_with("failed: out of rakes"), "{error}");
    }
    assert_eq!((cache.get(&1), cache.peek(&1), cache.len()), (None, None, 1));
    clock.advance(SECOND);
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
    cache.invalidate(&1);
    assert!(cache.get_or_make(&1, || fails("rakes")).is_err());
    assert!(cache.invalidate(&1));
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(2)).unwrap(), 2, "it can be taken out as a value can");
}

#[test]
fn jitter_only_shortens() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).jitter(0.1).policy(CachePolicy::Static));
    (0..1_000).for_each(|key| cache.insert(key, 0));
    let alive = || (0..1_000).filter(|key| cache.peek(key).is_some()).count();
    clock.advance(8_999 * MILLI);
    assert_eq!(alive(), 1_000);
    for (advance, expected) in [(251, 750), (250, 500), (250, 250)] {
        clock.advance(advance * MILLI);
        assert!(alive().abs_diff(expected) < 60, "{} instead of {expected}", alive());
    }
    clock.advance(250 * MILLI);
    assert_eq!(alive(), 0, "none lives longer than it should");
    cache.configure(|settings| (settings.jitter, settings.ttl) = (1.0, Some(Duration::MAX))).unwrap();
    cache.insert(1, 1);
}
