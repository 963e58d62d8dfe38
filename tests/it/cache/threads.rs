//! Many threads at one cache: how many it holds, what it counts, and that nothing old comes back.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

use dyno::CachePolicy;

use super::{Oops, SECOND, cache, fails};

const THREADS: u64 = 4;

/// Runs it on each thread at once, with a number of its own.
fn on_each(work: impl Fn(u64) + Sync) {
    let barrier = Barrier::new(usize::try_from(THREADS).unwrap());
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (work, barrier) = (&work, &barrier);
            scope.spawn(move || {
                barrier.wait();
                work(number);
            });
        }
    });
}

#[test]
fn the_capacity_is_exact_in_the_end() {
    for capacity in [1, 7, 100, 1_000] {
        let (cache, _clock) = cache(|it| it.capacity(capacity));
        on_each(|number| {
            let mut random = fastrand::Rng::with_seed(number);
            for _ in 0..5_000 {
                let key = random.u32(0..3_000);
                match random.u8(0..10) {
                    0 => _ = cache.invalidate(&key),
                    1..4 => cache.insert(key, 1),
                    _ => drop(cache.get_or_make(&key, || Ok::<_, Oops>(1))),
                }
            }
        });
        (0..3_000).for_each(|key| cache.insert(key, 2));
        let there = (0..3_000).filter(|key| cache.peek(key).is_some()).count();
        assert_eq!((cache.len(), there), (capacity as usize, capacity as usize));
    }
}

#[test]
fn a_smaller_capacity_holds_at_once() {
    for (before, after) in [(10_000, 1), (10_000, 3), (10_000, 77), (500, 499), (64, 2)] {
        let (cache, _clock) = cache(|it| it.capacity(before));
        (0..before).for_each(|key| cache.insert(key, 1));
        assert_eq!(cache.len(), before as usize);
        cache.configure(|settings| settings.capacity = after).unwrap();
        let there = (0..before).filter(|key| cache.peek(key).is_some()).count();
        assert_eq!((cache.len(), there), (after as usize, after as usize));
        assert_eq!(cache.stats().evicted, u64::from(before - after));
    }
}

#[test]
fn each_who_asks_is_counted_once() {
    let (cache, clock) =
        cache(|it| it.ttl(SECOND).policy(CachePolicy::Linear).stale(SECOND).negative_ttl(SECOND / 2).capacity(30));
    let asked = AtomicU64::new(0);
    on_each(|number| {
        let mut random = fastrand::Rng::with_seed(number);
        for _ in 0..5_000 {
            let key = random.u32(0..40);
            match random.u8(0..12) {
                0 => cache.insert(key, 1),
                1 => _ = cache.invalidate(&key),
                2 => clock.advance(SECOND / 20),
                kind => {
                    asked.fetch_add(1, SeqCst);
                    match kind {
                        3..5 => _ = cache.get(&key),
                        5 => drop(cache.get_or_make(&key, || fails("rakes"))),
                        _ => drop(cache.get_or_make(&key, || Ok::<_, Oops>(1))),
                    }
                }
            }
        }
    });
    let stats = cache.stats();
    assert_eq!(stats.hits + stats.stale + stats.misses, asked.load(SeqCst));
    assert!(stats.hits > 0 && stats.stale > 0 && stats.misses > 0 && stats.failed > 0 && stats.early > 0);
    assert_eq!(stats.running, 0);
}

/// What a making has read before an invalidation is never found after it.
#[test]
fn nothing_old_comes_back() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let source = AtomicU64::new(0);
    on_each(|number| {
        for turn in 0..3_000 {
            if number == 0 {
                let new = source.fetch_add(1, SeqCst) + 1;
                match turn % 4 {
                    0 => _ = cache.invalidate(&1),
                    1 => cache.insert(1, new),
                    2 => cache.clear(),
                    _ => _ = cache.invalidate_if(|_, _| true),
                }
            }
            let least = if number == 0 { source.load(SeqCst) } else { 0 };
            let found = cache.get_or_make(&1, || Ok::<_, Oops>(source.load(SeqCst))).unwrap();
            assert!(found >= least, "{found} was served after {least} was told of");
        }
    });
}

#[test]
fn what_was_invalidated_while_it_was_made_is_not_kept() {
    let changes: [fn(&super::Stock); 4] = [
        |cache| assert!(!cache.invalidate(&1), "there is none yet"),
        |cache| cache.clear(),
        |cache| assert_eq!(cache.invalidate_if(|_, _| false), 0),
        |cache| cache.insert(1, 2),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
        let made = cache.get_or_make(&1, || {
            change(&cache);
            Ok::<_, Oops>(1)
        });
        assert_eq!(made.unwrap(), 1, "whoever asked before is given it");
        assert_eq!(cache.peek(&1), (at == 3).then_some(2));
    }
}
