//! Keys that panic, or leave, before a function: each call ends as one thing, and nothing stays taken.

use std::future::pending;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};

use dyno::command;

use super::Failed;

#[derive(Clone, Copy)]
struct Frail;

impl Hash for Frail {
    fn hash<H: Hasher>(&self, _: &mut H) {
        panic!("the user's");
    }
}

#[command(fuse(admit = 50%, by = key), bulkhead = 1)]
fn hashed(key: Frail) -> Result<u32, Failed> {
    let Frail = key;
    Ok(1)
}

fn made(panics: bool) -> Result<u32, Failed> {
    assert!(!panics, "the user's");
    Err(Failed::Wrong)
}

#[command(fuse(admit = 50%, by = made(panics)?))]
async fn left(panics: bool) -> Result<u32, Failed> {
    Ok(u32::from(panics))
}

#[command(fuse(admit = 50%, by = pending::<u32>().await))]
async fn dropped() -> Result<u32, Failed> {
    Ok(1)
}

#[dyno::test]
async fn each_ends_as_one_thing() {
    assert!(catch_unwind(|| hashed(Frail)).is_err());
    let metrics = hashed::metrics();
    assert_eq!((metrics.in_flight, metrics.totals.calls.panicked, metrics.totals.calls.sum()), (0, 1, 1));
    assert_eq!((metrics.totals.attempts.panicked, metrics.totals.attempts.sum()), (1, 1));
    // Where all may pass, no key is made.
    hashed::fuse().configure(|settings| settings.admit = 1.0).unwrap();
    assert_eq!((hashed(Frail).unwrap(), hashed::bulkhead().snapshot().active), (1, 0));
    hashed::fuse().blow("shut");
    assert!(hashed(Frail).is_err());

    let mut panicking = pin!(left(true));
    let polled = catch_unwind(AssertUnwindSafe(|| panicking.as_mut().poll(&mut Context::from_waker(Waker::noop()))));
    assert!(polled.is_err());
    assert!(matches!(left(false).await, Err(Failed::Wrong)));
    let metrics = left::metrics();
    assert_eq!((metrics.in_flight, metrics.totals.calls.panicked, metrics.totals.calls.sum()), (0, 1, 1));

    {
        let mut waiting = pin!(dropped());
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let metrics = dropped::metrics();
    assert_eq!((metrics.in_flight, metrics.totals.calls.sum(), metrics.totals.started), (0, 0, 0), "it has not begun");
}
