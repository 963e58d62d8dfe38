//! Each attribute by itself makes a whole command.

use std::future::pending;
use std::time::Duration;

use dyno::{BreakerState, Cause, Command, Window, breaker, fallback, timeout};

use crate::command::{Failed, is_open, is_timeout};

const LIMIT: Duration = Duration::from_secs(3);
const FACTOR: u32 = 2;

#[timeout(2s)]
async fn hangs() -> Result<u8, Failed> {
    pending().await
}

#[timeout(LIMIT)]
async fn until_limit() -> Result<u8, Failed> {
    pending().await
}

#[timeout(LIMIT * FACTOR)]
async fn until_twice_the_limit() -> Result<u8, Failed> {
    pending().await
}

#[timeout(off)]
async fn unlimited() -> Result<u8, Failed> {
    Ok(1)
}

#[dyno::test(paused)]
async fn a_timeout() {
    assert!(is_timeout(&hangs().await));
    assert!(unlimited().await.is_ok());
    assert_eq!(hangs::metrics().totals.calls.timeout, 1);
    let limits = [hangs::metrics(), until_limit::metrics(), until_twice_the_limit::metrics(), unlimited::metrics()]
        .map(|metrics| metrics.settings.timeout.map(|limit| limit.as_secs()));
    assert_eq!(limits, [Some(2), Some(3), Some(6), None]);
    assert!(is_timeout(&until_limit().await));
    assert!(is_timeout(&until_twice_the_limit().await));
    assert!(Command::named("it::weave::alone::hangs").is_ok());
}

#[breaker]
fn own(good: bool) -> Result<u8, Failed> {
    if good { Ok(1) } else { Err(Failed::Down) }
}

#[breaker("alone", window = calls(30), consecutive = 1)]
fn named() -> Result<u8, Failed> {
    Err(Failed::Down)
}

#[breaker(name = "alone")]
fn shared() -> Result<u8, Failed> {
    Ok(1)
}

#[dyno::test]
fn a_breaker() {
    assert!(own(true).is_ok() && own(false).is_err());
    assert_eq!(own::metrics().breaker.as_deref(), Some("it::weave::alone::own"));
    own::breaker().trip().unwrap();
    assert!(is_open(&own(true)));

    assert!(shared().is_ok() && named().is_err());
    assert_eq!((named::breaker().state(), named::breaker().settings().window), (BreakerState::Open, Window::Calls(30)));
    assert!(is_open(&shared()));
}

#[fallback(by_path)]
fn to_path(sku: &str) -> Result<usize, Failed> {
    sku.parse().map_err(|_| Failed::Down)
}

fn by_path(sku: &str) -> Result<usize, Failed> {
    Ok(sku.len())
}

#[fallback(|cause| match cause {
    Cause::Own(_) => Ok(sku.len()),
    Cause::Dyno(error) => Err(error.into()),
})]
async fn to_closure(sku: String) -> Result<usize, Failed> {
    sku.parse().map_err(|_| Failed::Down)
}

#[fallback(7)]
fn to_literal(sku: &str) -> Result<usize, Failed> {
    sku.parse().map_err(|_| Failed::Down)
}

#[dyno::test]
async fn a_fallback() {
    assert_eq!((to_path("5").unwrap(), to_path("rake").unwrap()), (5, 4));
    assert_eq!((to_closure("5".to_owned()).await.unwrap(), to_closure("rake".to_owned()).await.unwrap()), (5, 4));
    assert_eq!((to_literal("5").unwrap(), to_literal("rake").unwrap()), (5, 7));
    for metrics in [to_path::metrics(), to_closure::metrics(), to_literal::metrics()] {
        assert!(metrics.fallback);
        assert_eq!((metrics.totals.calls.success, metrics.totals.calls.failure), (1, 1));
    }
}
