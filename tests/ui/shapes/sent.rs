//! Futures that can be sent to another thread although the error of the function cannot.

use std::error::Error;
use std::rc::Rc;

use dyno::command;
use tokio::task::yield_now;

use super::{Answer, Failed, refuse};

type Unsendable = Result<u32, Box<dyn Error>>;

#[command(timeout = 60s, breaker = "unsendable", fallback = |_| { yield_now().await; Ok(2) })]
async fn answered_later(text: String) -> Unsendable {
    yield_now().await;
    Ok(text.parse()?)
}

#[command(timeout = 60s, breaker = "unsendable", fallback = 2)]
async fn answered_at_once(text: String) -> Unsendable {
    yield_now().await;
    Ok(text.parse()?)
}

#[command(timeout = 60s, breaker = "unsendable", fallback = three)]
async fn answered_by_path(text: String) -> Unsendable {
    yield_now().await;
    Ok(text.parse()?)
}

fn three(text: String) -> Unsendable {
    drop(text);
    Ok(3)
}

#[command(timeout = 60s, breaker = "unsendable")]
async fn unanswered(text: &str) -> Unsendable {
    yield_now().await;
    Ok(text.parse()?)
}

#[command(timeout = 60s, breaker = "sendable", fallback = |cause| { yield_now().await; drop(cause); Ok(2) })]
async fn answered_by_cause(text: String) -> Answer<u32> {
    yield_now().await;
    text.parse().map_err(|_| Failed)
}

/// A future that stays on its thread is welcome as well.
#[command(timeout = 60s, breaker = "sendable", fallback = |_| { yield_now().await; Ok(*shared) })]
async fn at_home(shared: Rc<u32>) -> Answer<u32> {
    yield_now().await;
    if *shared > 1 { Ok(1) } else { Err(Failed) }
}

async fn elsewhere(call: impl Future<Output = Option<u32>> + Send + 'static) -> Option<u32> {
    tokio::spawn(call).await.expect("it does not panic")
}

#[dyno::test]
async fn an_error_that_stays_at_home_does_not_keep_the_call_there() {
    for (text, expected) in [("1", [1, 1, 1, 1]), ("x", [2, 2, 3, 0])] {
        let answers = [
            elsewhere(async { answered_later(text.to_owned()).await.ok() }).await,
            elsewhere(async { answered_at_once(text.to_owned()).await.ok() }).await,
            elsewhere(async { answered_by_path(text.to_owned()).await.ok() }).await,
            elsewhere(async { unanswered(text).await.ok() }).await,
        ];
        assert_eq!(answers.map(Option::unwrap_or_default), expected);
    }
    refuse("unsendable");
    assert_eq!(elsewhere(async { answered_later("1".to_owned()).await.ok() }).await, Some(2));
}

#[dyno::test]
async fn a_cause_is_awaited_beside() {
    assert_eq!(elsewhere(async { answered_by_cause("x".to_owned()).await.ok() }).await, Some(2));
    assert_eq!((at_home(Rc::new(2)).await, at_home(Rc::new(0)).await), (Ok(1), Ok(0)));
}
