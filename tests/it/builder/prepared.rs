//! Calls with what judges them and answers for them.

use std::future::ready;

use dyno::{BreakerState, Cause, Command, Error};

use super::built;
use crate::command::Failed;

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
