//! Many threads at one bulkhead: never more at work than it allows, and nobody forgotten.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use dyno::Error;

use super::{bulkhead, taken};

#[test]
fn a_blocked_thread_goes_on_when_a_permit_is_given_back() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(1));
    let permit = bulkhead.try_acquire().unwrap();
    thread::scope(|scope| {
        let waits = scope.spawn(|| bulkhead.acquire_blocking().map(drop));
        while bulkhead.snapshot().queued == 0 {
            thread::yield_now();
        }
        drop(permit);
        waits.join().unwrap().unwrap();
    });
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[test]
fn a_blocked_thread_gives_up_in_time() {
    let limit = Duration::from_millis(1);
    let bulkhead = bulkhead(|it| it.permits(1).queue(1).queue_timeout(limit));
    let _permit = bulkhead.try_acquire().unwrap();
    let error = bulkhead.call(|| Ok::<_, Error>(())).unwrap_err();
    assert!(matches!(&error, Error::Timeout(timeout) if timeout.limit == limit), "{error:?}");
    let snapshot = bulkhead.snapshot();
    assert_eq!((snapshot.active, snapshot.queued, snapshot.timed_out), (1, 0, 1));
}

#[test]
fn never_more_are_at_work_than_there_are_permits() {
    const THREADS: u32 = 8;
    const ROUNDS: u32 = 5_000;
    let bulkhead = bulkhead(|it| it.permits(3).queue(2));
    let (at_work, done, turned_away) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (bulkhead, at_work, done, turned_away) = (&bulkhead, &at_work, &done, &turned_away);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let permit = match (thread + round) % 2 {
                        0 => bulkhead.try_acquire(),
                        _ => bulkhead.acquire_blocking(),
                    };
                    let counter = if permit.is_ok() {
                        assert!(at_work.fetch_add(1, Ordering::SeqCst) < 3);
                        thread::yield_now();
                        at_work.fetch_sub(1, Ordering::SeqCst);
                        done
                    } else {
                        turned_away
                    };
                    counter.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    let snapshot = bulkhead.snapshot();
    assert_eq!((snapshot.active, snapshot.queued), (0, 0));
    assert!((1..=3).contains(&snapshot.peak));
    assert_eq!(snapshot.rejected, u64::from(turned_away.into_inner()));
    assert!(done.into_inner() > 0);
}

#[test]
fn its_size_may_change_under_load() {
    let bulkhead = bulkhead(|it| it.permits(1).queue(100));
    let (limit, is_over) = (AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let permit = bulkhead.acquire_blocking().expect("the queue has room");
                    limit.fetch_max(bulkhead.snapshot().active, Ordering::SeqCst);
                    drop(permit);
                }
            });
        }
        for round in 0..2_000 {
            bulkhead.resize(1 + round % 4, 100).unwrap();
            thread::yield_now();
        }
        is_over.store(true, Ordering::SeqCst);
    });
    assert!(limit.into_inner() <= 4);
    assert_eq!(taken(&bulkhead), (0, 0));
}
