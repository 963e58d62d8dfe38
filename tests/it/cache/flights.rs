//! One making for all who ask at once: what they get when it goes well, fails, or panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use dyno::{Cache, Error};
use tokio::time::sleep;

use super::{Oops, SECOND, Stock, cache, fails, never};

const THREADS: usize = 8;
const TASKS: u64 = 64;

/// Waits until so many others wait for what this thread makes.
fn until_waited(cache: &Stock, others: u64) {
    while cache.stats().waited < others {
        thread::yield_now();
    }
}

/// Has eight threads ask at once; whoever makes it does so when all others wait.
fn together(cache: &Stock, make: impl Fn() -> Result<u64, Oops> + Sync) -> Vec<Result<u64, Oops>> {
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        let ask = || {
            barrier.wait();
            let result = catch_unwind(AssertUnwindSafe(|| {
                cache.get_or_make(&1, || {
                    until_waited(cache, THREADS as u64 - 1);
                    make()
                })
            }));
            result.unwrap_or_else(|_| fails("its mind"))
        };
        let all: Vec<_> = (0..THREADS).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn told(result: &Result<u64, Oops>) -> String {
    match result {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn of_eight_threads_one_makes_it() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let all = together(&cache, || Ok(7));
    assert!(all.iter().all(|one| matches!(one, Ok(7))));
    let stats = cache.stats();
    assert_eq!((stats.made, stats.misses, stats.waited, stats.hits, stats.running), (1, 8, 7, 0, 0));
}

#[test]
fn a_failure_is_shared_and_not_tried_one_after_the_other() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let mut all: Vec<_> = together(&cache, || fails("rakes")).iter().map(told).collect();
    all.sort();
    assert_eq!(all.pop().unwrap(), "stock: the value that another caller was making failed: out of rakes");
    assert_eq!(all.remove(0), "out of rakes", "whoever made it has the error itself");
    assert_eq!((all.len(), cache.stats().failed), (6, 1));
    assert!(all.iter().all(|one| one.starts_with("stock: ")));
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
}

#[test]
fn a_panic_is_one_callers_own_and_frees_the_key() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let mut all: Vec<_> = together(&cache, || panic!("boom")).iter().map(told).collect();
    all.sort();
    assert_eq!(all.remove(0), "out of its mind");
    assert!(all.iter().all(|one| one.ends_with("failed: its maker panicked")), "{all:?}");
    let stats = cache.stats();
    assert_eq!((stats.failed, stats.made, stats.running), (1, 0, 0));
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
}

#[test]
fn who_waits_is_rescued_by_an_old_value() {
    let (cache, clock) = cache(|it| it.ttl(10 * SECOND).stale_if_error(10 * SECOND));
    cache.insert(1, 1);
    clock.advance(15 * SECOND);
    let all = together(&cache, || fails("rakes"));
    assert!(all.iter().all(|one| matches!(one, Ok(1))), "{all:?}");
    let stats = cache.stats();
    assert_eq!((stats.rescued, stats.misses, stats.failed), (8, 8, 1));
}

/// Has 64 tasks ask at once, spawned or led.
async fn tasks(cache: &Stock, is_spawned: bool, make: fn() -> Result<u64, Oops>) -> Vec<Result<u64, Oops>> {
    let one = |cache: Stock| async move {
        let make = async move {
            sleep(SECOND).await;
            make()
        };
        if is_spawned { cache.get_or_spawn(&1, make).await } else { cache.get_or_make_async(&1, make).await }
    };
    let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(one(cache.clone()))).collect();
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap_or_else(|_| fails("its mind")));
    }
    all
}

fn stock() -> Stock {
    Cache::builder("stock").ttl(10 * SECOND).build().unwrap()
}

#[dyno::test(paused)]
async fn of_64_tasks_one_makes_it() {
    for is_spawned in [false, true] {
        let cache = stock();
        let all = tasks(&cache, is_spawned, || Ok(7)).await;
        assert!(all.iter().all(|one| matches!(one, Ok(7))));
        let stats = cache.stats();
        assert_eq!((stats.made, stats.misses, stats.waited, stats.running), (1, TASKS, TASKS - 1, 0));
        assert_eq!(stats.cost, Some(SECOND));
    }
}

#[dyno::test(paused)]
async fn tasks_share_a_failure() {
    for is_spawned in [false, true] {
        let cache = stock();
        let all = tasks(&cache, is_spawned, || fails("rakes")).await;
        let own = all.iter().filter(|one| matches!(one, Err(Oops::Own("rakes")))).count();
        let others = all.iter().filter(|one| matches!(one, Err(Oops::Dyno(Error::MakerFailed { .. })))).count();
        assert_eq!((own, others, cache.stats().failed), (1, 63, 1));
    }
}

#[dyno::test(paused)]
async fn tasks_outlive_a_panic() {
    for is_spawned in [false, true] {
        let cache = stock();
        let all = tasks(&cache, is_spawned, || panic!("boom")).await;
        let others = all.iter().filter(|one| matches!(one, Err(Oops::Dyno(Error::MakerFailed { .. })))).count();
        let own = all.iter().find(|one| !matches!(one, Err(Oops::Dyno(Error::MakerFailed { .. })))).unwrap();
        assert_eq!((others, cache.stats().running), (63, 0));
        if is_spawned {
            assert!(matches!(own, Err(Oops::Dyno(Error::Panicked { .. }))) && told(own).contains("boom"), "{own:?}");
        } else {
            assert_eq!(told(own), "out of its mind", "its task has panicked");
        }
        assert_eq!(cache.get_or_spawn(&1, async { Ok::<_, Oops>(1) }).await.unwrap(), 1);
    }
}

#[dyno::test(paused)]
async fn keys_are_made_apart() {
    let cache = stock();
    let began = tokio::time::Instant::now();
    let make = |key: u32| {
        let cache = cache.clone();
        async move {
            let made = async {
                sleep(SECOND).await;
                Ok::<_, Oops>(u64::from(key))
            };
            cache.get_or_make_async(&key, made).await.unwrap()
        }
    };
    assert_eq!(tokio::join!(make(1), make(2), make(1)), (1, 2, 1));
    assert_eq!((began.elapsed(), cache.stats().made), (SECOND, 2));
}

#[test]
fn without_a_runtime_what_would_be_spawned_is_led() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let mut made = pin!(cache.get_or_spawn(&1, async { Ok::<_, Oops>(7) }));
    assert!(matches!(made.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(7))));
    assert_eq!(cache.get_or_make(&1, never).unwrap(), 7);
}

#[test]
fn a_runtime_that_ends_takes_its_makings_along() {
    let (cache, _clock) = cache(|it| it.ttl(10 * SECOND));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (asks, made) = (cache.clone(), std::future::pending::<Result<u64, Oops>>());
    let entered = runtime.spawn(async move { asks.get_or_spawn(&1, made).await });
    while cache.stats().running == 0 {
        thread::yield_now();
    }
    runtime.shutdown_background();
    while cache.stats().running == 1 {
        thread::yield_now();
    }
    drop(entered);
    assert_eq!(cache.get_or_make(&1, || Ok::<_, Oops>(1)).unwrap(), 1);
}
