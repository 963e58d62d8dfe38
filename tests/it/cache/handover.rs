//! Futures that are dropped, each at each of its awaits: whoever is left goes on.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use dyno::Registry;

use super::{Oops, SECOND, Stock, cache};

type Asking<'a> = Pin<Box<dyn Future<Output = Result<u64, Oops>> + 'a>>;

/// How often a maker waits.
const AWAITS: usize = 3;

/// Waits so often.
async fn waits(times: usize) {
    for _ in 0..times {
        let mut has_waited = false;
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

fn ask<'a>(cache: &'a Stock, begun: &'a Cell<u32>) -> Asking<'a> {
    Box::pin(cache.get_or_make_async(&1, async move {
        begun.set(begun.get() + 1);
        waits(AWAITS).await;
        Ok(7)
    }))
}

fn poll(asking: &mut Asking<'_>) -> Poll<Result<u64, Oops>> {
    asking.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls each once, and notes what it gave.
fn round(all: &mut [Option<Asking<'_>>], given: &mut Vec<u64>) {
    for asking in all {
        if let Some(Poll::Ready(result)) = asking.as_mut().map(poll) {
            given.push(result.expect("it is made"));
            *asking = None;
        }
    }
}

/// Of three who ask, each combination of two is dropped after each number of polls.
#[test]
fn whoever_is_left_makes_it() {
    for (first, second) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
        for (first_at, second_at) in (0..=AWAITS + 2).flat_map(|at| (at..=2 * AWAITS + 3).map(move |then| (at, then))) {
            let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
            let begun = Cell::new(0);
            let mut all = [(); 3].map(|()| Some(ask(&cache, &begun)));
            let (mut given, mut dropped) = (Vec::new(), 0);
            for at in 0..3 * AWAITS + 6 {
                for (who, when) in [(first, first_at), (second, second_at)] {
                    if when == at && all[who].take().is_some() {
                        dropped += 1;
                    }
                }
                round(&mut all, &mut given);
            }
            let case = format!("{first} after {first_at} and {second} after {second_at}");
            assert_eq!((given.len() + dropped, all.iter().flatten().count()), (3, 0), "nobody waits for ever: {case}");
            assert!(!given.is_empty() && given.iter().all(|value| *value == 7), "{case}");
            let stats = cache.stats();
            assert_eq!((stats.made, stats.running, stats.len), (1, 0, 1), "{case}");
            assert!(begun.get() <= 3 && stats.misses <= 3, "{case}");
        }
    }
}

#[test]
fn when_all_are_dropped_the_key_is_free() {
    for at in 0..=AWAITS {
        let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
        let begun = Cell::new(0);
        for is_reversed in [false, true] {
            let mut all: Vec<_> = (0..3).map(|_| Some(ask(&cache, &begun))).collect();
            (0..at).for_each(|_| round(&mut all, &mut Vec::new()));
            if is_reversed {
                all.reverse();
            }
            drop(all);
            assert_eq!((cache.stats().running, cache.len()), (0, 0));
        }
        assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
    }
}

/// The one who was woken to lead is dropped before it is polled.
#[test]
fn nobody_who_was_woken_keeps_the_others_waiting() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let begun = Cell::new(0);
    let [mut leads, mut woken, mut left] = [(); 3].map(|()| ask(&cache, &begun));
    assert!(poll(&mut leads).is_pending() && poll(&mut woken).is_pending() && poll(&mut left).is_pending());
    drop(leads);
    drop(woken);
    while poll(&mut left).is_pending() {}
    assert_eq!((begun.get(), cache.stats().made, cache.get(&1)), (2, 1, Some(7)));
}

#[dyno::test(paused)]
async fn an_impatient_caller_cancels_no_spawned_making() {
    let cache = Stock::builder("stock").ttl(10 * SECOND).build().unwrap();
    let slowly = || async {
        tokio::time::sleep(SECOND).await;
        Ok::<_, Oops>(7)
    };
    let impatient = tokio::time::timeout(SECOND / 10, cache.get_or_spawn(&1, slowly())).await;
    assert!(impatient.is_err() && cache.stats().running == 1);
    assert_eq!(cache.get_or_spawn(&1, slowly()).await.unwrap(), 7);
    assert_eq!((cache.stats().made, cache.stats().waited), (1, 1));
}

/// Who came first is not polled any more: the thread that blocks for it makes it a little later.
#[test]
fn a_thread_does_not_wait_for_whoever_is_parked() {
    let _scope = Registry::new().enter();
    let cache = Stock::builder("stock").ttl(10 * SECOND).build().unwrap();
    let begun = Cell::new(0);
    let (mut leader, mut parked) = (ask(&cache, &begun), ask(&cache, &begun));
    assert!(poll(&mut leader).is_pending() && poll(&mut parked).is_pending());
    thread::scope(|scope| {
        let other = scope.spawn(|| cache.get_or_make(&1, || Ok::<_, Oops>(9)));
        while cache.stats().waited < 2 {
            thread::yield_now();
        }
        drop(leader);
        assert_eq!(other.join().unwrap().unwrap(), 9);
    });
    assert!(matches!(poll(&mut parked), Poll::Ready(Ok(9))));
    assert_eq!((begun.get(), cache.stats().running), (1, 0));
}
