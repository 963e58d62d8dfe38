//! Permits that are given back, however the call ends.

use std::future::pending;

use dyno::{Error, Submit, command};
use tokio::time::sleep;

use super::{SECOND, only, taken};
use crate::command::{Failed, is_timeout, poll_times};

#[command(bulkhead(1, queue = 2), timeout = 10s)]
async fn hangs(panics: bool) -> Result<u32, Failed> {
    assert!(!panics, "as planned");
    pending().await
}

#[dyno::test(paused)]
async fn a_permit_is_given_back_however_the_attempt_ends() {
    let bulkhead = hangs::bulkhead();
    assert!(poll_times(hangs(false), 3).is_none());
    assert_eq!(taken(&bulkhead), (0, 0), "dropped at work");
    {
        let _permit = only(&bulkhead);
        assert!(poll_times(hangs(false), 3).is_none());
        assert_eq!(taken(&bulkhead), (1, 0), "dropped while it waits");
    }
    let task = hangs(false).submit();
    sleep(SECOND).await;
    assert_eq!(taken(&bulkhead), (1, 0));
    task.cancel("enough");
    assert_eq!(taken(&bulkhead), (0, 0), "cancelled");
    let panicked = hangs(true).submit().join().await;
    assert!(matches!(panicked, Err(Error::Panicked { .. })));
    assert_eq!(taken(&bulkhead), (0, 0), "panicked");
    assert!(is_timeout(&hangs(false).await));
    assert_eq!(taken(&bulkhead), (0, 0), "timed out");
    assert_eq!(hangs::metrics().in_flight, 0);
}

#[command(bulkhead(1, queue = 2, queue_timeout = 1s), timeout = 10s, fallback = |_| Ok(0))]
async fn steps(number: u32) -> Result<u32, Failed> {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
    Err(Failed::Down)
}

#[dyno::test(paused)]
async fn a_call_dropped_at_any_await_leaves_no_permit_behind() {
    let bulkhead = steps::bulkhead();
    for polls in 0..=6 {
        // With a permit that is free, with none, and with one that is handed over after so many polls.
        for freed_after in [None, Some(9), Some(0), Some(1), Some(2)] {
            let mut permit = freed_after.map(|_| only(&bulkhead));
            let mut call = Box::pin(steps(3));
            for poll in 0..polls {
                if freed_after == Some(poll) {
                    permit = None;
                }
                if poll_times(call.as_mut(), 1).is_some() {
                    break;
                }
            }
            drop(call);
            assert_eq!(
                taken(&bulkhead),
                (u32::from(permit.is_some()), 0),
                "{polls} polls, freed after {freed_after:?}"
            );
        }
    }
    let seen = steps::metrics();
    assert_eq!((seen.in_flight, seen.totals.attempts.sum()), (0, seen.totals.started));
    assert!(seen.totals.fallback_success > 0 && seen.totals.calls.cancelled > 0);
}

#[command(bulkhead(1))]
async fn shared() -> Result<u32, Error> {
    sleep(SECOND).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_permit_is_free_when_whoever_waits_for_the_task_wakes() {
    let bulkhead = shared::bulkhead();
    let task = shared().submit().share();
    let waiters: Vec<_> = (0..3)
        .map(|_| {
            let (task, bulkhead) = (task.clone(), bulkhead.clone());
            tokio::spawn(async move {
                task.wait(5 * SECOND).await;
                taken(&bulkhead)
            })
        })
        .collect();
    for waiter in waiters {
        assert_eq!(waiter.await.unwrap(), (0, 0));
    }
}
