//! Waiting for a turn: order, how long, and leaving at any moment.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use dyno::{Error, RateLimit, command, within, within_sync};
use tokio::time::{Instant, sleep};

use super::{MILLI, SECOND, limit, retry_after};

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

/// Polls once, without anybody to wake.
fn poll(waiting: &mut Waiting<'_>) -> Poll<Result<(), Error>> {
    waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Begins to wait.
fn begin(limit: &RateLimit) -> Waiting<'_> {
    let mut waiting: Waiting<'_> = Box::pin(limit.acquire());
    assert!(poll(&mut waiting).is_pending(), "it did not have to wait");
    waiting
}

fn ten_a_second() -> RateLimit {
    RateLimit::builder("mail").limit(10, SECOND).burst(1).wait(200 * MILLI).build().unwrap()
}

/// Who waits, and how long.
#[dyno::test(paused)]
async fn each_waits_for_its_turn_and_no_longer_than_it_may() {
    let limit = ten_a_second();
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..6 {
        let limit = limit.clone();
        tasks.push(tokio::spawn(async move { (limit.acquire().await, began.elapsed()) }));
    }
    let mut seen = Vec::new();
    for task in tasks {
        let (passed, after) = task.await.unwrap();
        seen.push((passed.map_err(|error| error.retry_after()), after));
    }
    let at = |millis: u32| millis * MILLI;
    let turned_away = (Err(Some(at(300))), at(0));
    assert_eq!(
        seen,
        [(Ok(()), at(0)), (Ok(()), at(100)), (Ok(()), at(200)), turned_away, turned_away, turned_away],
        "in the order in which they came; whose turn is later is told at once"
    );
    let snapshot = limit.snapshot();
    assert_eq!((snapshot.waited, snapshot.waiting, snapshot.given_up, snapshot.rejected), (2, 0, 0, 3));
}

#[dyno::test(paused)]
async fn keys_wait_apart() {
    let limit = ten_a_second();
    limit.acquire_by("acme").await.unwrap();
    let began = Instant::now();
    let work = limit.call_async_by("acme", async { Ok::<_, Error>(began.elapsed()) });
    let others = limit.call_async_by("beta", async { Ok::<_, Error>(began.elapsed()) });
    let (waited, others) = tokio::join!(work, others);
    assert_eq!((waited.unwrap(), others.unwrap()), (100 * MILLI, std::time::Duration::ZERO));
}

#[dyno::test(paused)]
async fn dropping_a_wait_gives_the_last_turn_back() {
    let limit = ten_a_second();
    limit.try_acquire().unwrap();
    // Before it was polled it has no turn.
    drop(limit.acquire());
    let (first, second) = (begin(&limit), begin(&limit));
    assert_eq!(retry_after(limit.acquire().await), 300 * MILLI);
    drop(second);
    assert_eq!(limit.snapshot().waiting, 1);
    let third = begin(&limit);
    drop(first);
    // Of the first nobody has anything: the third came after it.
    assert_eq!(retry_after(limit.acquire().await), 300 * MILLI);
    drop(third);
    let snapshot = limit.snapshot();
    assert_eq!((snapshot.waiting, snapshot.waited, snapshot.given_up), (0, 3, 3));
    assert_eq!(retry_after(limit.try_acquire()), 200 * MILLI);
}

#[dyno::test(paused)]
async fn a_turn_that_has_come_and_is_not_used_is_given_back() {
    let limit = ten_a_second();
    limit.try_acquire().unwrap();
    let waiting = begin(&limit);
    sleep(150 * MILLI).await;
    drop(waiting);
    limit.try_acquire().expect("it was not used");
}

#[dyno::test(paused)]
async fn whoever_waits_keeps_its_turn_when_the_settings_change() {
    let limit = ten_a_second();
    limit.try_acquire().unwrap();
    let mut waiting = begin(&limit);
    limit.configure(|settings| settings.wait = std::time::Duration::ZERO).unwrap();
    assert!(limit.acquire().await.is_err());
    sleep(99 * MILLI).await;
    assert!(poll(&mut waiting).is_pending());
    sleep(MILLI).await;
    assert!(poll(&mut waiting).is_ready());
}

#[test]
fn a_wait_needs_a_timer_and_gives_its_turn_back_where_there_is_none() {
    let (limit, _clock) = limit(|it| it.limit(10, SECOND).burst(1).wait(SECOND));
    let context = &mut Context::from_waker(Waker::noop());
    assert!(matches!(pin!(limit.acquire()).poll(context), Poll::Ready(Ok(()))));
    assert!(matches!(pin!(limit.acquire()).poll(context), Poll::Ready(Err(Error::NoRuntime { .. }))));
    assert_eq!(retry_after(limit.try_acquire()), 100 * MILLI);
}

#[test]
fn a_thread_blocks_until_its_turn() {
    let limit = RateLimit::builder("a thread blocks").limit(1, 20 * MILLI).wait(SECOND).build().unwrap();
    let began = std::time::Instant::now();
    limit.acquire_blocking().unwrap();
    limit.acquire_blocking_by("acme").unwrap();
    limit.call(|| Ok::<_, Error>(())).unwrap();
    assert!(began.elapsed() >= 20 * MILLI);
    assert_eq!(limit.snapshot().waited, 1);
}

#[command(timeout = 100ms)]
fn on_a_pool(limit: RateLimit) -> Result<Result<(), Error>, Error> {
    Ok(limit.acquire_blocking())
}

#[command(timeout = 50ms)]
async fn in_a_command(limit: &RateLimit) -> Result<Result<(), Error>, Error> {
    Ok(limit.acquire().await)
}

#[dyno::test(paused)]
async fn nobody_waits_past_the_time_of_those_who_call() {
    let limit = RateLimit::builder("mail").limit(1, 10 * SECOND).wait(3_600 * SECOND).build().unwrap();
    limit.try_acquire().unwrap();
    limit.try_acquire_by("acme").unwrap();
    let began = Instant::now();
    let late = |result: Result<(), Error>| assert_eq!(retry_after(result), 10 * SECOND);
    late(within(SECOND, limit.acquire()).await);
    late(within(SECOND, limit.acquire_by("acme")).await);
    late(within(SECOND, limit.call_async(async { panic!("it may not be called") })).await);
    late(in_a_command(&limit).await.expect("it ends in its time"));
    // Those who block would be caught asleep.
    late(within_sync(SECOND, || limit.acquire_blocking()));
    late(within_sync(SECOND, || limit.acquire_blocking_by("acme")));
    late(within_sync(SECOND, || limit.call(|| panic!("it may not be called"))));
    late(on_a_pool(limit.clone()).expect("it ends in its time"));
    assert_eq!((began.elapsed(), limit.snapshot().waited), (Duration::ZERO, 0));
    within(11 * SECOND, limit.acquire()).await.expect("that is time enough");
    assert_eq!(began.elapsed(), 10 * SECOND);
}
