//! Return types: opaque, boxed, plain, none, and bodies that never get to return.

use std::fmt::Display;
use std::sync::Mutex;

use dyno::{Cause, command};

use super::{Answer, Failed, refuse};

#[command(breaker = "opaque")]
fn opaque(item: impl Display) -> Answer<impl Display> {
    let _: u32 = "5".parse()?;
    Ok(format!("<{item}>"))
}

#[command]
fn all_opaque(item: &str) -> impl Display + '_ {
    item
}

#[command(breaker = "boxed", fallback = |_| Box::new(0))]
async fn boxed(text: bool) -> Box<dyn Display + Send + Sync> {
    if text {
        return Box::new("text");
    }
    Box::new(1)
}

#[command(breaker = "optional", fallback = 3, failure_if = Option::is_none)]
fn optional(text: &str) -> Option<u32> {
    text.parse().ok()
}

#[command(breaker = "plain", fallback = -3)]
async fn plain(text: &str) -> i32 {
    text.parse().unwrap_or(0)
}

#[command(timeout = 60s, fallback = |error| {
    match error {
        Cause::Own(Failed) if text == "0" => return Err(Failed),
        Cause::Own(_) => Ok(std::future::ready(text.parse()?).await),
        Cause::Dyno(_) => Ok(0),
    }
})]
async fn recalled(text: String) -> Answer<u32> {
    drop(text);
    Err(Failed)
}

#[command(breaker = "diverging")]
async fn diverging() -> Answer<()> {
    panic!("always")
}

#[command(timeout = 60s)]
async fn last_line_borrows(items: &Mutex<Vec<u8>>) -> Answer<usize> {
    items.lock().map(|items| items.len()).map_err(|_| Failed)
}

#[command]
async fn nothing() {}

mod thing {
    pub(super) const LEFT: u8 = 1;
}

/// The module of the same name wins over the handle.
#[command]
fn thing() -> u8 {
    thing::LEFT
}

#[dyno::test]
async fn what_is_returned_arrives() {
    nothing().await;
    let items = Mutex::new(vec![1]);
    assert_eq!(
        (opaque(1).map(|item| item.to_string()), all_opaque("a").to_string()),
        (Ok("<1>".to_owned()), "a".to_owned())
    );
    assert_eq!((boxed(true).await.to_string(), boxed(false).await.to_string()), ("text".to_owned(), "1".to_owned()));
    assert_eq!((optional("7"), optional("x"), plain("7").await), (Some(7), Some(3), 7));
    assert_eq!((last_line_borrows(&items).await, thing()), (Ok(1), 1));
}

#[dyno::test]
async fn what_is_refused_is_answered_otherwise() {
    for breaker in ["opaque", "boxed", "optional", "plain"] {
        refuse(breaker);
    }
    assert!(opaque(1).is_err());
    assert_eq!((boxed(true).await.to_string(), optional("7"), plain("7").await), ("0".to_owned(), Some(3), -3));
}

#[dyno::test]
async fn a_closure_may_return_and_ask_and_await() {
    assert_eq!(recalled("7".to_owned()).await, Ok(7));
    assert_eq!(recalled("0".to_owned()).await, Err(Failed));
    assert_eq!(recalled("x".to_owned()).await, Err(Failed));
}

#[dyno::test]
#[should_panic(expected = "always")]
async fn a_panic_goes_on() {
    let _ = diverging().await;
}

#[dyno::test]
fn a_function_inside_of_a_function_has_a_handle() -> Result<(), Failed> {
    #[command(breaker)]
    fn local(left: u8) -> Answer<u8> {
        Ok(left)
    }
    assert_eq!(local(1)?, 1);
    local::breaker().force_open("for the test", None);
    assert_eq!(local(1), Err(Failed));
    assert_eq!(local::metrics().totals.calls.rejected, 1);
    Ok(())
}
