//! Calls with what judges them and answers for them.

use std::future::{pending, ready};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use dyno::{BreakerState, Cause, Command, Error};

use super::built;
use crate::command::{Failed, is_timeout, poll_times};

const SHORT: Duration = Duration::from_millis(5);
const LONG: Duration = Duration::from_secs(60);

/// An error that takes nothing in.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("of its own")]
struct Own;

#[dyno::test]
fn a_fallback_answers_for_errors_and_rejections() {
    let stock = built(Command::builder("answered").breaker(|breaker| breaker.consecutive(1).min_calls(1)));
    let asked = || stock.prepare(|| Err::<u32, _>(Own));
    assert_eq!(asked().fallback(|cause| if let Cause::Own(Own) = cause { Ok(1) } else { Ok(2) }).call_here(), Ok(1));
    assert_eq!(asked().fallback(|cause| if let Cause::Own(Own) = cause { Ok(1) } else { Ok(2) }).call(), Ok(2));
    assert_eq!(asked().fallback(|_| Err(Own)).call_here(), Err(Own));
    let totals = stock.snapshot().totals;
    assert_eq!((totals.calls.failure, totals.calls.rejected), (1, 2), "the outcome stays what it was");
    assert_eq!((totals.fallback_success, totals.fallback_failure), (2, 1));
}

#[dyno::test]
async fn an_async_fallback_is_a_value_or_a_future() {
    let stock = built(Command::builder("answered later"));
    let fails = || async { Err::<u32, _>(Own) };
    assert_eq!(stock.prepare_async(fails).fallback(|_| Ok(1)).call().await, Ok(1));
    assert_eq!(stock.prepare_async(fails).fallback(|_| async { Ok(2) }).call().await, Ok(2));
    assert_eq!(stock.prepare_async(ready(Ok::<_, Own>(3))).fallback(|_| async { Ok(2) }).call().await, Ok(3));
    let totals = stock.snapshot().totals;
    assert_eq!((totals.calls.failure, totals.calls.success, totals.fallback_success), (2, 1, 2));
}

#[dyno::test]
fn ignored_errors_are_no_news_and_have_no_fallback() {
    let stock = built(Command::builder("ignored").breaker(|breaker| breaker.consecutive(1).min_calls(1)));
    let unknown = stock
        .prepare(|| Err::<u32, _>(Failed::Unknown))
        .ignore(|error| matches!(error, Failed::Unknown))
        .fallback(|_| Ok(7))
        .call_here();
    assert!(matches!(unknown, Err(Failed::Unknown)));
    assert_eq!(dyno::breaker("ignored").unwrap().state(), BreakerState::Closed);
    let totals = stock.snapshot().totals;
    assert_eq!((totals.calls.ignored, totals.fallback_success), (1, 0));
}

#[dyno::test]
async fn a_value_can_be_a_failure() {
    let stock = built(Command::builder("judged"));
    let empty = |returned: &Result<u32, Failed>| returned.as_ref().is_ok_and(|left| *left == 0);
    assert_eq!(stock.prepare(|| Ok::<_, Failed>(0)).failure_if(empty).call_here().unwrap(), 0);
    let answered = stock
        .prepare_async(|| async { Ok::<_, Failed>(0) })
        .failure_if(empty)
        .fallback(|cause| match cause {
            Cause::Dyno(Error::Judged { .. }) => Ok(7),
            _ => Ok(1),
        })
        .call()
        .await;
    assert_eq!(answered.unwrap(), 7);
    assert_eq!(stock.snapshot().totals.calls.failure, 2);
}

#[dyno::test(paused)]
async fn a_call_may_have_another_limit_than_its_command() {
    let stock = built(Command::builder("limited for once").timeout(LONG));
    let hangs = || stock.prepare_async(pending::<Result<u32, Failed>>);
    let begun = tokio::time::Instant::now();
    assert!(is_timeout(&hangs().timeout(SHORT).call().await));
    assert!(is_timeout(&hangs().timeout(SHORT).submit().await));
    assert_eq!(begun.elapsed(), 2 * SHORT);
    assert!(is_timeout(&hangs().call().await), "the command keeps its own");
    assert_eq!(begun.elapsed(), 2 * SHORT + LONG);
    assert!(poll_times(hangs().timeout(None).call(), 1).is_none());
    assert_eq!(stock.snapshot().totals.calls.timeout, 3);
}

#[dyno::test]
fn what_blocks_may_have_another_limit_as_well() {
    let stock = built(Command::builder("blocks for once").group("blocks for once"));
    let (go, gone) = channel::<()>();
    let hangs = |gone: std::sync::mpsc::Receiver<()>| {
        stock.prepare_once(move || {
            let _ = gone.recv();
            Ok::<_, Failed>(7)
        })
    };
    assert!(is_timeout(&hangs(gone).timeout(SHORT).call()), "it has gone to the pool of its group");
    drop(go);
    let (go, gone) = channel::<()>();
    assert_eq!(hangs(gone).timeout(SHORT).fallback(|_| Ok(3)).submit().result().unwrap(), 3);
    drop(go);
    let limited = built(Command::builder("unlimited for once").timeout(SHORT).group("unlimited"));
    let here = thread::current().id();
    assert_eq!(limited.prepare(|| Ok::<_, Failed>(thread::current().id())).timeout(None).call().unwrap(), here);
}

#[dyno::test(paused)]
async fn a_limit_is_not_that_of_a_call_inside() {
    let outer = built(Command::builder("limited outside").timeout(SHORT));
    let inner = built(Command::builder("limited inside").timeout(SHORT));
    let begun = tokio::time::Instant::now();
    let inside = || async { Ok::<_, Failed>(is_timeout(&inner.call_async(pending::<Result<u32, Failed>>).await)) };
    assert!(outer.prepare_async(inside).timeout(LONG).call().await.unwrap());
    assert_eq!(begun.elapsed(), SHORT);
}

#[dyno::test]
fn a_fallback_can_be_taken_away() {
    let stock = built(Command::builder("strict").bulkhead(|bulkhead| bulkhead.permits(1)));
    let strict = || stock.prepare(|| Err::<u32, _>(Failed::Down)).fallback(|_| Ok(7)).without_fallback();
    assert!(matches!(strict().call(), Err(Failed::Down)));
    let bulkhead = dyno::bulkhead("strict").unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    assert!(matches!(strict().call_here(), Err(Failed::Guard(Error::Full { .. }))));
    assert_eq!(stock.snapshot().totals.fallback_success, 0);
}

#[dyno::test]
fn a_fallback_shows_in_the_plan_once_a_call_has_one() {
    let stock = built(Command::builder("shown").breaker(|breaker| breaker));
    let policies = || stock.plan().policies.into_iter().map(|planned| planned.policy).collect::<Vec<_>>();
    assert!(!stock.snapshot().fallback && policies()[0] == "breaker");
    stock.prepare(|| Ok::<_, Failed>(1)).fallback(|_| Ok(7)).call_here().unwrap();
    let line = line!() - 1;
    assert!(stock.snapshot().fallback && policies()[0] == "fallback");
    let plan = stock.plan().to_string();
    assert!(plan.contains(&format!("builder at {}:{line}", file!())), "{plan}");
}
