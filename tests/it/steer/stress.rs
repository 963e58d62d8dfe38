//! Thousands of changes while calls come: none is lost, and what changes together is never seen apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use dyno::{Act, BreakerState, Bulkhead, Command, Error};

use super::tills;

/// Runs `work` on two threads until `steer` is through; gives how often it ran.
fn under_load(work: impl Fn() + Sync, steer: impl FnOnce()) -> u64 {
    let (is_over, count) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let registry = dyno::Registry::current();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (registry, is_over, count, work) = (registry.clone(), &is_over, &count, &work);
                scope.spawn(move || {
                    let _inside = registry.enter();
                    while !is_over.load(Ordering::Relaxed) {
                        work();
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        steer();
        is_over.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().expect("no call panics");
        }
    });
    count.into_inner()
}

#[dyno::test]
fn settings_that_change_together_are_never_seen_apart() {
    let breaker = tills();
    let bulkhead = Arc::new(Bulkhead::builder("tills").permits(8).build().unwrap());
    let command = Command::builder("stressed tills").timeout(Duration::from_secs(30)).build().unwrap();
    let calls = under_load(
        || {
            let settings = breaker.settings();
            let is_together = (settings.min_calls, settings.probes);
            assert!(is_together.0 == is_together.1 || is_together == (20, 5), "torn: {is_together:?}");
            let called: Result<u32, Error> = breaker.call(|| Ok(7));
            assert_eq!(called.unwrap(), 7, "no call is lost");
            let permit = bulkhead.try_acquire().expect("there are always more than two");
            drop(permit);
            assert!(command.settings().timeout.is_some());
        },
        || {
            let change = |n: u32| {
                let number = (n % 50 + 3).to_string();
                let mut over = dyno::settings().override_("breaker", "tills").because("it is tried");
                for setting in ["min_calls", "probes"] {
                    over = over.set(setting, &number);
                }
                over.for_time((n % 3 == 0).then_some(Duration::from_micros(500))).apply().unwrap().id
            };
            let mut last = None;
            for n in 0..3_000 {
                let id = change(n);
                if n % 5 == 0 {
                    // It may be over by then, or have another above it.
                    let _ = dyno::settings().undo(id);
                }
                let resized = dyno::settings().override_("bulkhead", "tills").set("permits", (n % 7 + 3).to_string());
                let id = resized.because("it is tried").apply().unwrap().id;
                if let Some(before) = last.replace(id) {
                    let _ = dyno::settings().undo(before);
                }
            }
        },
    );
    assert!(calls > 0);
    // However many of them there are, all can be taken back.
    loop {
        let held: Vec<_> = dyno::settings().overrides().iter().map(|over| over.id).collect();
        let Some(id) = held.last() else { break };
        let _ = dyno::settings().undo(*id);
    }
    assert_eq!((breaker.settings().min_calls, breaker.settings().probes, bulkhead.settings().permits), (20, 5, 8));
    assert_eq!(dyno::settings().audit().len(), 1_024);
    assert_eq!(breaker.state(), BreakerState::Closed);
}

#[dyno::test]
fn calls_are_turned_away_or_counted_whatever_an_operator_does() {
    let breaker = tills();
    let (passed, refused) = (AtomicU64::new(0), AtomicU64::new(0));
    let calls = under_load(
        || match breaker.call(|| Ok::<_, Error>(7)) {
            Ok(_) => _ = passed.fetch_add(1, Ordering::Relaxed),
            Err(Error::Open { .. }) => _ = refused.fetch_add(1, Ordering::Relaxed),
            Err(other) => panic!("{other}"),
        },
        || {
            for n in 0..1_000 {
                let act = [Act::ForceOpen, Act::Disable, Act::Trip, Act::MetricsOnly, Act::Reset][n % 5];
                let done = dyno::settings().act("breaker", "tills", act).because("it is tried").apply();
                if let (Ok(done), true) = (done, n % 2 == 0) {
                    let _ = dyno::settings().undo(done.id);
                }
            }
            dyno::settings().act("breaker", "tills", Act::Reset).because("it was tried").apply().unwrap();
        },
    );
    assert_eq!(passed.into_inner() + refused.into_inner(), calls);
    assert_eq!(breaker.state(), BreakerState::Closed);
    assert!(breaker.call(|| Ok::<_, Error>(7)).is_ok());
}
