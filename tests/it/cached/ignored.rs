//! Errors that are no failures: they are answers, and an old value is none.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::command;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

/// What is no longer there.
const GONE: Down = Down::Down(404);

fn is_gone(error: &Down) -> bool {
    *error == GONE
}

/// Goes well, is gone, fails.
async fn answers(sku: u32, at: u32) -> Result<u32, Down> {
    sleep(SECOND / 10).await;
    match at {
        0 => Ok(sku),
        1 => Err(GONE),
        _ => Err(Down::Down(500)),
    }
}

#[dyno::test(paused)]
async fn it_is_told_although_an_old_value_would_be_served_for_a_failure() {
    static LED: AtomicU32 = AtomicU32::new(0);
    static DETACHED: AtomicU32 = AtomicU32::new(0);

    #[command(ignore = is_gone, cache(ttl = 10s, stale_if_error = 1h, policy = static))]
    async fn led(sku: &u32) -> Result<u32, Down> {
        answers(*sku, LED.load(Relaxed)).await
    }

    #[command(ignore = is_gone, cache(ttl = 10s, stale_if_error = 1h, policy = static))]
    async fn detached(sku: u32) -> Result<u32, Down> {
        answers(sku, DETACHED.load(Relaxed)).await
    }

    assert_eq!((led(&7).await, detached(7).await), (Ok(7), Ok(7)));
    sleep(11 * SECOND).await;
    for (at, expected) in [(1, Err(GONE)), (2, Ok(7)), (1, Err(GONE))] {
        LED.store(at, Relaxed);
        DETACHED.store(at, Relaxed);
        // Whoever makes it, and whoever waits.
        assert_eq!(tokio::join!(led(&7), led(&7)), (expected.clone(), expected.clone()), "{at}");
        assert_eq!(tokio::join!(detached(7), detached(7)), (expected.clone(), expected), "{at}");
    }
    for metrics in [led::metrics(), detached::metrics()] {
        let calls = metrics.totals.calls;
        assert_eq!((calls.success, calls.ignored, calls.failure), (3, 4, 0));
        assert_eq!(metrics.cache.unwrap().rescued, 2);
    }
}

/// A value that has not expired is served, whatever comes of its refresh; so is one that may be stale.
#[dyno::test(paused)]
async fn a_refresh_that_is_so_answered_changes_nothing_yet() {
    static AT: AtomicU32 = AtomicU32::new(0);

    #[command(ignore = is_gone, cache(ttl = 10s, stale = 10s, policy = static))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        answers(*sku, AT.load(Relaxed)).await
    }

    assert_eq!(stock(&7).await, Ok(7));
    AT.store(1, Relaxed);
    sleep(11 * SECOND).await;
    assert_eq!(stock(&7).await, Ok(7), "it led that refresh");
    sleep(10 * SECOND).await;
    assert_eq!(stock(&7).await, Err(GONE));
}

#[dyno::test(paused)]
async fn it_is_kept_where_errors_are() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(ignore = is_gone, cache(ttl = 10s, stale_if_error = 1h, negative_ttl = 5s, policy = static))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        answers(sku, MADE.fetch_add(1, Relaxed)).await
    }

    assert_eq!(stock(7).await, Ok(7));
    sleep(11 * SECOND).await;
    assert_eq!((stock(7).await, stock(7).await, MADE.load(Relaxed)), (Err(GONE), Err(GONE), 2));
    yield_now().await;
    sleep(6 * SECOND).await;
    assert_eq!(stock(7).await, Err(Down::Down(500)), "the old value has left for the answer");
}
