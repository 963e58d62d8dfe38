//! Names, settings, and how a pool ends.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use dyno::{Error, Pool, Registry};

use super::{id, until};

#[test]
fn threads_are_named_by_their_pool() {
    let pool = Pool::builder("db\0").build().unwrap();
    let name = pool.call(|| Ok::<_, Error>(thread::current().name().map(str::to_owned))).unwrap();
    assert_eq!(name.as_deref(), Some("dyno-db-1"));
}

#[test]
fn threads_go_home_when_the_last_handle_is_gone() {
    let gone = Arc::new(());
    thread_local!(static KEPT: Mutex<Option<Arc<()>>> = const { Mutex::new(None) });
    let pool = Pool::builder("forgotten").build().unwrap();
    let kept = gone.clone();
    pool.call(move || {
        KEPT.with(|slot| *slot.lock().unwrap() = Some(kept));
        Ok::<_, Error>(())
    })
    .unwrap();
    assert_eq!(Arc::strong_count(&gone), 2);
    drop(pool);
    until(|| Arc::strong_count(&gone) == 1);
    assert!(dyno::pool("forgotten").is_err());
}

#[test]
fn settings_are_checked_and_changed_as_a_whole() {
    let build = |threads| Pool::builder("checked").threads(threads).build();
    assert_eq!(build(0).unwrap_err().to_string(), "pool `checked`: `threads` is 0, but must be 1 to 65,536");
    let pool = build(2).unwrap();
    assert_eq!(
        pool.configure(|settings| (settings.threads, settings.queue_timeout) = (9, Some(Duration::ZERO)))
            .unwrap_err()
            .to_string(),
        "pool `checked`: `queue_timeout` is 0s, but must be longer than 0s; `queue = 0` lets nobody wait"
    );
    assert_eq!(pool.settings().threads, 2);
    assert!(build(2).is_ok() && Pool::builder("checked").build().is_ok());
    let conflict = build(3).unwrap_err().to_string();
    assert!(conflict.starts_with("pool `checked` has two different sets of settings, at "), "{conflict}");
}

#[test]
fn pools_are_found_by_name_in_their_registry() {
    let tenant = Registry::new();
    let inside = tenant.enter();
    let pool = Pool::builder("tenant's").build().unwrap();
    assert_eq!(dyno::pool("tenant's").unwrap().name(), pool.name());
    let unknown = dyno::pool("tenants").unwrap_err().to_string();
    assert_eq!(unknown, "no pool is called `tenants` here: did you mean `tenant's`?");
    assert!(dyno::why("tenant's").unwrap().starts_with("pool tenant's: 0 of at most 10 threads are at work"));
    assert!(dyno::snapshot().pools.iter().any(|pool| pool.name == "tenant's"));
    drop(inside);
    assert!(dyno::pool("tenant's").is_err());
}

#[test]
fn many_callers_and_resizes_lose_nothing() {
    let pool = Pool::builder("stress").threads(4).queue(4).build().unwrap();
    let (begin, done) = (Arc::new(Barrier::new(9)), Arc::new(AtomicU32::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|caller: u32| {
            let (pool, begin, done) = (pool.clone(), begin.clone(), done.clone());
            thread::spawn(move || {
                begin.wait();
                let (mut ran, mut full) = (0_u64, 0_u64);
                for number in 0..2_000 {
                    let done = done.clone();
                    let called = pool.call(move || {
                        done.fetch_add(1, Relaxed);
                        assert!((number + caller) % 97 != 0, "now and then");
                        Ok(number)
                    });
                    ran += 1;
                    match called {
                        Ok(returned) => assert_eq!(returned, number),
                        Err(Error::Full { .. }) => (ran, full) = (ran - 1, full + 1),
                        Err(error) => assert!(matches!(error, Error::Panicked { .. }), "{error}"),
                    }
                }
                (ran, full)
            })
        })
        .collect();
    begin.wait();
    for round in 0..500 {
        pool.resize(1 + round % 5, round % 7).unwrap();
        thread::yield_now();
    }
    let (ran, full) =
        callers.into_iter().map(|caller| caller.join().unwrap()).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    pool.resize(3, 0).unwrap();
    until(|| pool.snapshot().threads <= 3);
    let snapshot = pool.snapshot();
    assert_eq!((snapshot.active, snapshot.queued, snapshot.abandoned), (0, 0, 0));
    assert_eq!((snapshot.totals.accepted, snapshot.totals.rejected, snapshot.totals.ended), (ran, full, ran));
    assert_eq!(u64::from(done.load(Relaxed)), ran);
    let threads: HashSet<_> = (0..20).map(|_| id(&pool)).collect();
    assert!(threads.len() <= 3);
}

#[test]
fn nothing_is_cancelled_outside_of_a_pool() {
    assert!(!dyno::cancelled());
}
