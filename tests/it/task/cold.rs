//! `stock::command(..)`: a call that is changed before it begins.

use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use dyno::{Cause, Error, Submit, command};
use tokio::time::Instant;

use super::{Failed, LONG};

#[command(timeout = 10s, breaker("cold", consecutive = 1), fallback = last_known)]
async fn stock(how: &str) -> Result<u32, Failed> {
    match how {
        "well" => Ok(7),
        "badly" => Err(Failed::Down),
        _ => pending().await,
    }
}

static ASKED: AtomicU32 = AtomicU32::new(0);

fn last_known(_how: &str) -> Result<u32, Failed> {
    ASKED.fetch_add(1, SeqCst);
    Ok(0)
}

#[dyno::test(paused)]
async fn nothing_happens_before_it_is_awaited() {
    let cold = stock::command("well");
    assert_eq!(stock::metrics().totals.started, 0);
    drop(cold);
    drop(stock::command("well").timeout(LONG));
    assert_eq!(stock::metrics().totals.started, 0);
    assert_eq!(stock::command("well").await.unwrap(), 7);
    assert_eq!(stock::metrics().totals.started, 1);
}

#[dyno::test(paused)]
async fn its_timeout_is_for_this_call_alone() {
    let began = Instant::now();
    assert_eq!(stock::command("late").timeout(Duration::from_secs(3)).await.unwrap(), 0);
    assert_eq!(began.elapsed(), Duration::from_secs(3));
    stock::breaker().reset();
    let task = stock::command("late").submit();
    assert!(!task.wait(Duration::from_secs(9)).await);
    assert!(task.wait(Duration::from_secs(2)).await && task.is_timeout() && task.is_fallback());
    stock::breaker().reset();
    assert!(!stock::command("late").timeout(None).submit().wait(LONG).await, "no limit at all");
}

#[dyno::test(paused)]
async fn without_its_fallback_it_returns_what_went_wrong() {
    let asked = ASKED.load(SeqCst);
    let at_once = stock::command("late").timeout(Duration::ZERO).without_fallback().await;
    assert!(
        matches!(&at_once, Err(Failed::Guard(Error::Timeout(timeout))) if timeout.limit == Duration::ZERO),
        "{at_once:?}"
    );
    stock::breaker().reset();
    let late = stock::command("late").without_fallback().await;
    assert!(matches!(&late, Err(Failed::Guard(Error::Timeout(timeout))) if timeout.limit == Duration::from_secs(10)));
    let rejected = stock::command("well").without_fallback().submit();
    assert!(rejected.wait(LONG).await);
    assert!(!rejected.is_fallback() && matches!(rejected.cause().unwrap().cause, Cause::Dyno(Error::Open { .. })));
    assert!(matches!(rejected.await, Err(Failed::Guard(Error::Open { .. }))));
    stock::breaker().reset();
    assert!(matches!(stock::command("badly").without_fallback().await, Err(Failed::Down)));
    assert_eq!(ASKED.load(SeqCst), asked, "nobody asked the fallback");

    let metrics = stock::metrics();
    let calls = metrics.totals.calls;
    assert_eq!((calls.timeout, calls.rejected, calls.failure, calls.sum()), (2, 1, 1, 4));
    assert_eq!((metrics.totals.attempts, metrics.in_flight), (calls, 0));
    assert_eq!(metrics.totals.fallback_success + metrics.totals.fallback_failure, 0);
}

#[command(failure_if = |found: &Result<u32, Failed>| matches!(found, Ok(0)), fallback = 1)]
async fn judged() -> Result<u32, Failed> {
    Ok(0)
}

#[command(timeout = 10s, fallback = |_| "nothing")]
async fn names_nested() -> &'static str {
    let nested = stock("late").await;
    if nested.is_ok() { "answered" } else { "refused" }
}

#[dyno::test(paused)]
async fn edits_are_for_the_call_and_not_for_those_it_makes() {
    assert_eq!(judged().await.unwrap(), 1);
    assert_eq!(judged::command().without_fallback().await.unwrap(), 0, "what was judged is returned");
    let long = names_nested::command().timeout(LONG).submit();
    assert_eq!(long.await.unwrap(), "answered", "the nested call has its own limit and its fallback");
}

#[dyno::test(paused)]
async fn it_is_dropped_at_any_await() {
    for polls in 0..4 {
        let cold = stock::command("late").timeout(LONG).without_fallback();
        assert!(crate::command::poll_times(cold, polls).is_none());
        let metrics = stock::metrics();
        assert_eq!((metrics.in_flight, metrics.totals.calls.sum()), (0, metrics.totals.started));
    }
    assert_eq!(stock::metrics().totals.calls.cancelled, 3);
}

#[dyno::test(paused)]
async fn inside_of_a_task_it_is_that_call_that_speaks() {
    let task = async { stock::command("late").timeout(Duration::from_secs(1)).await }.submit();
    assert!(task.wait(Duration::from_secs(2)).await);
    assert!(task.is_fallback() && task.is_timeout());
    assert_eq!(task.cancel("late"), dyno::Cancel::AlreadyDone);
}

trait Shelf {
    const LEFT: u32;
}

struct Upper;

impl Shelf for Upper {
    const LEFT: u32 = 3;
}

#[command(timeout = 1s)]
async fn generic<S, const N: u32>(mut more: u32, (left, _): (u32, u32)) -> Result<u32, Failed>
where
    S: Shelf,
{
    more += S::LEFT + N + left;
    Ok(more)
}

#[command]
async fn named(named: u32, text: impl Into<String>) -> impl Iterator<Item = char> {
    let text: String = text.into();
    text.repeat(named as usize).chars().collect::<Vec<_>>().into_iter()
}

#[command(timeout = 1s)]
async fn borrows<'a>(one: &'a str, _other: &str) -> Result<&'a str, Failed> {
    Ok(one)
}

#[command(timeout = 1s, fallback = |_| ())]
async fn nothing() {}

mod inner {
    #[dyno::command]
    pub(in crate::task) async fn outside(#[allow(unused)] unused: u32) -> u32 {
        1
    }
}

#[command(timeout = 1s)]
#[expect(clippy::many_single_char_names, clippy::too_many_arguments, non_snake_case, reason = "of the whole signature")]
async fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, H: u8) -> Result<u8, Failed> {
    Ok(a + b + c + d + e + f + g + H)
}

#[command(timeout = 1s)]
async fn conditional(one: u8, #[cfg(test)] two: u8, #[cfg(not(test))] three: u8) -> Result<u8, Failed> {
    Ok(one + two)
}

#[dyno::test]
async fn its_arguments_are_those_of_the_function() {
    assert_eq!(generic::command::<Upper, 4>(1, (2, 0)).await.unwrap(), 10);
    assert_eq!(named::command(2, "ab").await.collect::<String>(), "abab");
    let one = String::from("one");
    let borrowed = {
        let other = String::from("other");
        borrows::command(&one, &other).await.unwrap()
    };
    assert_eq!(borrowed, "one");
    nothing::command().timeout(LONG).await;
    assert_eq!(many::command(1, 1, 1, 1, 1, 1, 1, 1).await.unwrap(), 8);
    assert_eq!(conditional(1, 2).await.unwrap(), 3);
    assert_eq!(inner::outside::command(1).submit().await.unwrap(), 1);
}
