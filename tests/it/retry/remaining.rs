//! What is left of a caller's time, from elsewhere and handed on.

use std::time::Duration;

use dyno::{Error, remaining, within, within_sync};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

#[dyno::command(timeout = 10s, attempt_timeout = 3s)]
async fn left(waits: Duration) -> Result<Option<Duration>, Error> {
    sleep(waits).await;
    Ok(remaining())
}

#[tokio::test(start_paused = true)]
async fn it_is_what_is_left_of_the_smallest_limit() {
    assert_eq!(remaining(), None);
    assert_eq!(left(Duration::ZERO).await.unwrap(), Some(3 * SECOND));
    assert_eq!(left(SECOND).await.unwrap(), Some(2 * SECOND));
    assert_eq!(within(2 * SECOND, left(SECOND)).await.unwrap(), Some(SECOND));
    assert_eq!(within(9 * SECOND, left(SECOND)).await.unwrap(), Some(2 * SECOND));
    assert_eq!(within(SECOND, within(9 * SECOND, async { remaining() })).await, Some(SECOND));
    assert_eq!(remaining(), None);
}

#[tokio::test(start_paused = true)]
async fn a_callers_time_ends_what_is_inside() {
    let began = tokio::time::Instant::now();
    let late = within(SECOND, left(2 * SECOND)).await.unwrap_err();
    assert!(matches!(late, Error::Timeout { limit, .. } if limit == SECOND), "{late}");
    assert_eq!(began.elapsed(), SECOND);
    let spent = within(Duration::ZERO, left(Duration::ZERO)).await.unwrap_err();
    assert!(matches!(spent, Error::Timeout { .. }), "{spent}");
}

#[dyno::command(timeout = 5s)]
fn left_sync() -> Result<Option<Duration>, Error> {
    Ok(remaining())
}

#[test]
fn it_goes_to_the_thread_of_a_pool() {
    let left = left_sync().unwrap().unwrap();
    assert!(left <= 5 * SECOND && left > SECOND, "{left:?}");
    let left = within_sync(2 * SECOND, left_sync).unwrap().unwrap();
    assert!(left <= 2 * SECOND, "{left:?}");
}

#[dyno::retry(n = 9, backoff = fixed(400ms), jitter = none)]
async fn fails(asked: &std::cell::Cell<u32>) -> Result<(), &'static str> {
    asked.set(asked.get() + 1);
    Err("down")
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_when_nothing_is_left() {
    let asked = std::cell::Cell::new(0);
    assert_eq!(within(SECOND, fails(&asked)).await, Err("down"));
    assert_eq!(asked.get(), 3);
}
