//! What a task knows of the guarded call inside of it.

use std::future::pending;

use dyno::{Cause, Error, Submit, command};
use tokio::task::yield_now;

use super::{Failed, LONG};

#[command(timeout = 1s, breaker("inside", consecutive = 1), fallback = 0)]
async fn stock(how: &'static str) -> Result<u32, Failed> {
    match how {
        "well" => Ok(7),
        "badly" => Err(Failed::Down),
        _ => pending().await,
    }
}

#[dyno::test(paused)]
async fn a_fallback_that_answered_leaves_the_cause() {
    let well = stock("well").submit();
    assert!(well.wait(LONG).await);
    assert!(!well.is_fallback() && !well.is_timeout() && well.cause().is_none());

    let late = stock("late").submit();
    yield_now().await;
    assert!(!late.is_fallback() && late.cause().is_none(), "nothing is known before the end");
    assert!(late.wait(LONG).await);
    assert!(late.is_fallback() && late.is_timeout() && !late.is_cancelled());
    assert!(matches!(late.cause().unwrap().cause, Cause::Dyno(Error::Timeout { .. })));
    assert_eq!(late.await.unwrap(), 0);

    let rejected = stock("well").submit();
    assert!(rejected.wait(LONG).await);
    assert!(rejected.is_fallback() && !rejected.is_timeout());
    assert!(matches!(rejected.cause().unwrap().cause, Cause::Dyno(Error::Open { .. })));

    stock::breaker().reset();
    let badly = stock("badly").submit();
    assert!(badly.wait(LONG).await);
    assert!(badly.is_fallback());
    assert!(matches!(badly.cause().unwrap().cause, Cause::Own(text) if text == "down"));
}

#[command(timeout = 1s)]
async fn carried(how: &'static str) -> Result<u32, Failed> {
    stock(how).await?;
    if how == "late" { pending().await } else { Err(Failed::Down) }
}

#[dyno::test(paused)]
async fn without_a_fallback_the_cause_is_kept_as_well() {
    let badly = carried("well").submit();
    assert!(badly.wait(LONG).await);
    assert!(!badly.is_fallback(), "that of a nested call is not its own");
    assert_eq!(badly.cause().unwrap().to_string(), "down");
    assert!(matches!(badly.await, Err(Failed::Down)));

    let late = carried("late").submit();
    assert!(late.wait(LONG).await);
    assert!(late.is_timeout() && !late.is_cancelled());
    assert!(matches!(late.await, Err(Failed::Guard(Error::Timeout { .. }))));
}

#[command(breaker("twice", consecutive = 1), fallback = |_| Err(Failed::from(std::fmt::Error)))]
async fn fails_twice() -> Result<u32, Failed> {
    Err(Failed::Down)
}

impl From<std::fmt::Error> for Failed {
    fn from(_: std::fmt::Error) -> Self {
        Self::Down
    }
}

#[command(fallback = |_| panic!("at the end"))]
async fn fails_and_panics() -> Result<u32, Failed> {
    Err(Failed::Down)
}

/// Has no `Display`.
#[derive(Debug)]
struct Mute;

#[command(fallback = |_| Ok(1))]
async fn mute() -> Result<u32, Mute> {
    Err(Mute)
}

#[command(failure_if = |found: &u32| *found == 0, fallback = 1)]
async fn judged() -> u32 {
    0
}

#[dyno::test]
async fn a_fallback_that_fails_adds_its_error() {
    let twice = fails_twice().submit();
    assert!(twice.wait(LONG).await);
    assert!(!twice.is_fallback());
    assert_eq!(twice.cause().unwrap().to_string(), "down; and its fallback failed: down");

    let panicked = fails_and_panics().submit();
    assert!(panicked.wait(LONG).await);
    let cause = panicked.cause().unwrap();
    assert!(matches!(&cause.cause, Cause::Own(text) if text == "down"), "{cause}");
    assert!(cause.fallback.unwrap().ends_with("fails_and_panics: panicked: at the end"));
}

#[dyno::test]
async fn what_cannot_be_printed_is_named() {
    let mute = mute().submit();
    assert!(mute.wait(LONG).await);
    let cause = mute.cause().unwrap().to_string();
    assert!(cause.contains("Mute") && cause.contains("no `Display`"), "{cause}");

    let judged = judged().submit();
    assert!(judged.wait(LONG).await);
    assert!(judged.is_fallback());
    assert!(matches!(judged.cause().unwrap().cause, Cause::Dyno(Error::Judged { .. })));
}

#[dyno::test(paused)]
async fn of_several_calls_the_last_one_speaks() {
    let task = async {
        let first = stock("badly").await;
        stock::breaker().reset();
        (first.ok(), stock("well").await.ok())
    }
    .submit();
    assert!(task.wait(LONG).await);
    assert!(!task.is_fallback() && task.cause().is_none());
    assert_eq!(task.await.unwrap(), (Some(0), Some(7)));
}

#[dyno::test]
async fn a_call_beside_a_task_leaves_no_trace_in_it() {
    let task = async {
        yield_now().await;
        7
    }
    .submit();
    yield_now().await;
    stock("badly").await.unwrap();
    assert!(task.wait(LONG).await);
    assert!(!task.is_fallback() && task.cause().is_none());
}

#[command(fallback = 0)]
fn sync(good: bool) -> Result<u32, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[dyno::test]
async fn a_sync_call_inside_speaks_as_well() {
    let task = async { sync(false) }.submit();
    assert!(task.wait(LONG).await);
    assert!(task.is_fallback());
    assert_eq!(task.cause().unwrap().to_string(), "down");
    assert_eq!(async { sync(true) }.submit().await.unwrap(), 1);
}

#[derive(Debug)]
struct Speechless;

impl std::fmt::Display for Speechless {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("no words")
    }
}

impl From<Error> for Speechless {
    fn from(_: Error) -> Self {
        Self
    }
}

#[command(breaker("speechless", consecutive = 1))]
async fn speechless() -> Result<u32, Speechless> {
    Err(Speechless)
}

#[dyno::test]
async fn an_error_that_panics_when_it_is_written_is_a_failure_all_the_same() {
    assert!(speechless().submit().await.is_err());
    let metrics = speechless::metrics();
    assert_eq!((metrics.totals.calls.failure, metrics.totals.calls.sum(), metrics.totals.attempts.sum()), (1, 1, 1));
    assert_eq!((metrics.in_flight, speechless::breaker().state()), (0, dyno::BreakerState::Open));
}
