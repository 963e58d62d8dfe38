//! Calls that wait for a permit.

use std::sync::Arc;
use std::time::Duration;

use dyno::{BreakerState, Error, Submit, command, error};
use tokio::time::{Instant, sleep};

use super::{SECOND, is_full, only, taken};
use crate::command::{Failed, is_timeout, poll_times};

#[command(timeout = 10s, bulkhead(1, queue = 1, queue_timeout = 1s), breaker(consecutive = 1, open_for = 5s))]
async fn queued(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn it_waits_no_longer_than_the_queue_allows() {
    let bulkhead = queued::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout(timeout))) = queued(SECOND).await else { panic!("in") };
    let error::Timeout { name, limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!(
        (&*name, limit, elapsed, began.elapsed()),
        ("it::command::bulkhead::waits::queued", SECOND, SECOND, SECOND)
    );
    let seen = queued::metrics();
    assert_eq!((seen.totals.calls.timeout, seen.totals.attempts.timeout, seen.in_flight), (1, 1, 0));
    assert_eq!(queued::breaker().state(), BreakerState::Closed, "its body never began");
    assert_eq!(queued::breaker().snapshot().counted, 0);
    assert_eq!(bulkhead.snapshot().timed_out, 1);
    assert_eq!(taken(&bulkhead), (1, 0));
    drop(permit);
    assert_eq!(queued(SECOND).await.unwrap(), 1);
}

#[dyno::test(paused)]
async fn a_call_waits_for_its_permit_and_goes_on() {
    let bulkhead = queued::bulkhead();
    let first = queued(SECOND / 2).submit();
    let second = queued(SECOND / 2).submit();
    sleep(SECOND / 4).await;
    assert_eq!(taken(&bulkhead), (1, 1));
    assert!(is_full(&queued(SECOND).await), "so many wait already");
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (1, 1));
    assert_eq!(taken(&bulkhead), (0, 0));
    let totals = queued::metrics().totals;
    assert_eq!((totals.calls.success, totals.calls.rejected), (2, 1));
    assert_eq!(queued::breaker().state(), BreakerState::Closed);
}

#[command(timeout = 3s, bulkhead(1, queue = 5), breaker(consecutive = 1, open_for = 5s))]
async fn hurried(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_wait_is_part_of_the_calls_own_time() {
    let bulkhead = hurried::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout(timeout))) = hurried(SECOND).await else { panic!("let in") };
    let error::Timeout { limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!((limit, elapsed, began.elapsed()), (3 * SECOND, 3 * SECOND, 3 * SECOND));
    assert_eq!(hurried::breaker().state(), BreakerState::Closed, "its body never began");
    assert_eq!((bulkhead.snapshot().timed_out, hurried::metrics().totals.calls.timeout), (1, 1));

    // What is left of it is for the body, whose fault it is then.
    let call = hurried(5 * SECOND).submit();
    sleep(2 * SECOND).await;
    drop(permit);
    let began = Instant::now();
    let Err(Failed::Guard(Error::Timeout(timeout))) = call.await else { panic!("in time") };
    let error::Timeout { limit, elapsed, .. } = Arc::unwrap_or_clone(timeout);
    assert_eq!((limit, elapsed, began.elapsed()), (3 * SECOND, 3 * SECOND, SECOND));
    assert_eq!(hurried::breaker().state(), BreakerState::Open);
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[command(timeout = 1s)]
async fn caller(how_long: Duration) -> Result<u32, Failed> {
    hurried(how_long).await
}

#[dyno::test(paused)]
async fn a_wait_ends_with_the_callers_time() {
    let bulkhead = hurried::bulkhead();
    let permit = only(&bulkhead);
    let began = Instant::now();
    assert!(is_timeout(&caller(SECOND).await));
    assert_eq!(began.elapsed(), SECOND);
    assert_eq!(taken(&bulkhead), (1, 0));
    assert_eq!(hurried::breaker().state(), BreakerState::Closed);
    drop(permit);
}

#[command(bulkhead(1, queue = 5), breaker(slow_call = 1s, min_calls = 1, consecutive = off))]
async fn slow(how_long: Duration) -> Result<u32, Failed> {
    sleep(how_long).await;
    Ok(1)
}

#[dyno::test(paused)]
async fn a_wait_makes_no_call_slow() {
    let bulkhead = slow::bulkhead();
    let permit = only(&bulkhead);
    let call = slow(SECOND / 2).submit();
    sleep(5 * SECOND).await;
    drop(permit);
    assert_eq!(call.await.unwrap(), 1);
    let seen = slow::breaker().snapshot();
    assert_eq!((seen.state, seen.counted, seen.slow), (BreakerState::Closed, 1, 0));
}

#[command(bulkhead("blocking", permits = 1, queue = 1, queue_timeout = 1ms))]
fn blocks() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_sync_call_blocks_while_it_waits() {
    let bulkhead = blocks::bulkhead();
    let permit = only(&bulkhead);
    assert!(is_timeout(&blocks()));
    assert_eq!(blocks::metrics().totals.calls.timeout, 1);
    bulkhead.configure(|settings| settings.queue_timeout = None).unwrap();
    let here = dyno::Registry::current();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| {
            let _scope = here.enter();
            blocks()
        });
        while bulkhead.snapshot().queued == 0 {
            std::thread::yield_now();
        }
        drop(permit);
        assert_eq!(call.join().unwrap().unwrap(), 1);
    });
    assert_eq!(taken(&bulkhead), (0, 0));
}

#[command(timeout = 50ms)]
async fn calls_what_blocks() -> Result<u32, Failed> {
    tokio::task::yield_now().await;
    blocks()
}

#[dyno::test]
async fn a_sync_call_blocks_no_longer_than_its_caller_has_time() {
    let bulkhead = blocks::bulkhead();
    bulkhead.configure(|settings| settings.queue_timeout = None).unwrap();
    let _permit = only(&bulkhead);
    assert!(is_timeout(&calls_what_blocks().await));
    assert_eq!(blocks::metrics().totals.calls.timeout, 1);
    assert_eq!(taken(&bulkhead), (1, 0));
}

#[dyno::test(paused)]
async fn a_permit_that_was_handed_to_a_dropped_call_goes_on() {
    let bulkhead = queued::bulkhead();
    let permit = only(&bulkhead);
    let mut first = Box::pin(queued(SECOND));
    assert!(poll_times(first.as_mut(), 1).is_none());
    bulkhead.resize(1, 2).unwrap();
    let second = queued(SECOND).submit();
    sleep(SECOND / 4).await;
    assert_eq!(taken(&bulkhead), (1, 2));
    drop(permit);
    assert_eq!(taken(&bulkhead), (1, 1), "handed to the first, which is not polled");
    drop(first);
    assert_eq!(second.await.unwrap(), 1);
    assert_eq!(taken(&bulkhead), (0, 0));
}
