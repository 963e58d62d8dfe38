//! Makings that ask for their own value, directly or by way of others: told so, and never waiting for ever.

use std::sync::Barrier;
use std::thread;

use dyno::{Cache, CachePolicy, Error};

use super::{Always, Oops, SECOND, Stock, cache, never};

fn is_recursive(result: &Result<u64, Oops>) -> bool {
    matches!(result, Err(Oops::Dyno(Error::Recursive { .. })))
}

#[test]
fn the_same_key_is_told_at_once() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let result = cache.get_or_make(&1, || {
        let inside = cache.get_or_make(&1, || Ok::<_, Oops>(2));
        assert!(is_recursive(&inside) && inside.unwrap_err().to_string().starts_with("stock: the making of a value"));
        Ok::<_, Oops>(1)
    });
    assert_eq!((result.unwrap(), cache.get(&1)), (1, Some(1)));
}

/// What is there is for others: a value is not made of itself, and whoever tries learns of it always, and not only while there is none.
#[test]
fn so_it_is_while_there_is_an_old_value() {
    let early = cache(|it| it.ttl(10 * SECOND).early(Always)).0;
    let (stale, clock) = cache(|it| it.ttl(10 * SECOND).stale(10 * SECOND).policy(CachePolicy::Static));
    for (cache, is_stale) in [(early, false), (stale, true)] {
        cache.insert(1, 1);
        if is_stale {
            clock.advance(15 * SECOND);
        }
        let renewed = cache.get_or_make(&1, || {
            assert!(is_recursive(&cache.get_or_make(&1, never)));
            let by_way = cache.get_or_make(&2, || cache.get_or_make(&1, never));
            assert!(is_recursive(&by_way), "{by_way:?}");
            assert_eq!(cache.get(&1), (!is_stale).then_some(1), "who only looks asks for nothing");
            let other = thread::scope(|scope| scope.spawn(|| cache.get_or_make(&1, never)).join().unwrap());
            assert_eq!(other.unwrap(), 1, "others are served");
            Ok::<_, Oops>(2)
        });
        assert_eq!((renewed.unwrap(), cache.peek(&1)), (2, Some(2)));
    }
}

#[test]
fn a_way_round_is_told_as_well() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let round = cache.get_or_make(&1, || {
        cache.get_or_make(&2, || cache.get_or_make(&3, || cache.get_or_make(&1, || Ok::<_, Oops>(1))))
    });
    assert!(is_recursive(&round), "{round:?}");
    assert_eq!((cache.len(), cache.stats().running), (0, 0));
    assert_eq!(cache.get_or_make(&2, || cache.get_or_make(&1, || Ok::<_, Oops>(1))).unwrap(), 1, "that is no circle");
}

#[test]
fn so_is_one_through_another_cache() {
    let (first, _clock) = cache(|it| it.ttl(10 * SECOND));
    let (second, _clock) = cache(|it| it.ttl(10 * SECOND));
    let round = first.get_or_make(&1, || second.get_or_make(&1, || first.get_or_make(&1, || Ok::<_, Oops>(1))));
    assert!(is_recursive(&round));
    let peek = first.get_or_make(&1, || Ok::<_, Oops>(first.get(&1).or(first.peek(&1)).unwrap_or(5)));
    assert_eq!(peek.unwrap(), 5, "who only looks does not wait");
}

#[dyno::test(paused)]
async fn so_is_one_through_spawned_makings() {
    let cache = Stock::builder("stock").ttl(10 * SECOND).build().unwrap();
    let (outer, inner) = (cache.clone(), cache.clone());
    let round = cache.get_or_spawn(&1, async move {
        let made = async move { inner.get_or_make_async(&1, async { Ok::<_, Oops>(1) }).await };
        outer.get_or_spawn(&2, made).await
    });
    let round = round.await;
    assert!(is_recursive(&round), "{round:?}");
    assert_eq!(cache.stats().running, 0);
}

/// Two who make what the other one asks for.
#[test]
fn threads_that_would_wait_for_each_other_are_told() {
    for _ in 0..200 {
        let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
        let both_make = Barrier::new(2);
        let make = |mine: u32, other: u32| {
            cache.get_or_make(&mine, || {
                both_make.wait();
                cache.get_or_make(&other, || Ok::<_, Oops>(7))
            })
        };
        let (first, second) = thread::scope(|scope| {
            let other = scope.spawn(|| make(2, 1));
            (make(1, 2), other.join().unwrap())
        });
        assert!(is_recursive(&first) || is_recursive(&second), "{first:?} and {second:?}");
        assert_eq!(cache.stats().running, 0);
        assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
    }
}

/// The same with three, the second of which asks from within another making, and without threads.
#[dyno::test(paused)]
async fn futures_that_would_wait_in_a_circle_are_told() {
    let cache = Stock::builder("stock").ttl(10 * SECOND).build().unwrap();
    let asks = |mine: u32, other: u32| {
        let cache = &cache;
        async move {
            let make = async {
                tokio::task::yield_now().await;
                cache.get_or_make_async(&other, async { Ok::<_, Oops>(7) }).await
            };
            cache.get_or_make_async(&mine, make).await
        }
    };
    let nested = async { cache.get_or_make_async(&20, asks(2, 3)).await };
    let (first, second, third) = tokio::join!(asks(1, 20), nested, asks(3, 1));
    let told = [&first, &second, &third].into_iter().filter(|one| is_recursive(one)).count();
    assert_eq!(told, 1, "whoever closes the circle, and nobody else: {first:?}, {second:?}, {third:?}");
    assert_eq!((cache.stats().running, cache.stats().made), (0, 0), "the others are told that it failed");
    let (first, second) = tokio::join!(asks(1, 3), asks(3, 4));
    assert_eq!((first.unwrap(), second.unwrap()), (7, 7), "what was waited for is forgotten");
}

/// A making in the background does not belong to that which has begun it once that has ended.
#[dyno::test(paused)]
async fn what_has_ended_is_part_of_nothing() {
    let cache = Cache::<u32, u64>::builder("stock").ttl(10 * SECOND).early(Always).build().unwrap();
    cache.insert(2, 2);
    let inner = cache.clone();
    let background = async move {
        tokio::time::sleep(SECOND).await;
        inner.get_or_make_async(&1, async { Ok::<_, Oops>(100) }).await
    };
    let outer = cache.clone();
    let begun = cache.get_or_make_async(&1, async move { outer.get_or_spawn(&2, background).await });
    assert_eq!(begun.await.unwrap(), 2);
    cache.invalidate(&1);
    let again = cache.get_or_make_async(&1, async {
        tokio::time::sleep(2 * SECOND).await;
        Ok::<_, Oops>(50)
    });
    assert_eq!(again.await.unwrap(), 50);
    tokio::task::yield_now().await;
    assert_eq!(cache.peek(&2), Some(50), "it has waited for the new making of its beginner's key");
}
