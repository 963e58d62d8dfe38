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
    assert!(matches!(&late, Error::Timeout(timeout) if timeout.limit == SECOND), "{late}");
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

#[dyno::test(paused)]
async fn a_call_on_this_thread_has_its_time_as_well() {
    let build = |name| {
        let command = dyno::Command::builder(name).timeout(5 * SECOND).attempt_timeout(2 * SECOND);
        command
            .retry(|retry| retry.n(9).backoff(dyno::Backoff::fixed(SECOND)).jitter(dyno::Jitter::None))
            .build()
            .unwrap()
    };
    let stock = build("left here");
    assert_eq!(stock.call_here(|| Ok::<_, Error>(remaining())).unwrap(), Some(2 * SECOND));
    let short = stock.prepare(|| Ok::<_, Error>(remaining())).timeout(SECOND);
    assert_eq!(short.call_here().unwrap(), Some(SECOND), "for once");
    assert_eq!(within_sync(SECOND, || stock.call_here(|| Ok::<_, Error>(remaining()))).unwrap(), Some(SECOND));
    assert_eq!(remaining(), None);
}

#[dyno::test]
fn commands_inside_of_it_have_no_more() {
    let outer = dyno::Command::builder("outer here").timeout(Duration::from_millis(1)).build().unwrap();
    let inner = dyno::Command::builder("inner here").timeout(60 * SECOND).build().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let receiver = std::sync::Arc::new(std::sync::Mutex::new(receiver));
    let hangs = move || {
        let _ = receiver.lock().unwrap().recv();
        Ok::<_, Error>(1)
    };
    let late = outer.call_here(|| inner.call(hangs.clone()));
    assert!(matches!(&late, Err(Error::Timeout(timeout)) if timeout.limit < SECOND), "{late:?}");
    drop(sender);
}
