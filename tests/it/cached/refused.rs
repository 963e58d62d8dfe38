//! While a breaker is open nothing is made anew, and what has expired is served only within `stale_if_error`.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use dyno::{BreakerState, command};
use tokio::task::yield_now;
use tokio::time::sleep;

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

#[dyno::test(paused)]
async fn nothing_is_renewed_while_it_is_open() {
    #[command(breaker("refused renewals"), cache(ttl = 10s, policy = linear))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        Ok(sku)
    }

    assert_eq!(stock(7).await, Ok(7));
    dyno::breaker("refused renewals").unwrap().force_open("for the test", None);
    sleep(9 * SECOND).await;
    for _ in 0..100 {
        assert_eq!(stock(7).await, Ok(7));
        yield_now().await;
    }
    let stats = stock::cache().stats();
    assert_eq!((stats.early, stats.made, stats.failed, stats.hits), (0, 1, 0, 100));
    sleep(2 * SECOND).await;
    assert!(matches!(stock(7).await, Err(Down::Guard(_))));

    dyno::breaker("refused renewals").unwrap().reset();
    assert_eq!(stock(7).await, Ok(7));
}

#[dyno::test(paused)]
async fn what_has_expired_is_served_as_an_error_would_be() {
    #[command(breaker("refused and stale"), cache(ttl = 10s, stale = 1m, stale_if_error = 20s, policy = static))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        Ok(sku)
    }

    assert_eq!(stock(7).await, Ok(7));
    let breaker = dyno::breaker("refused and stale").unwrap();
    breaker.force_open("for the test", None);
    sleep(11 * SECOND).await;
    assert_eq!((stock(7).await, stock(7).await), (Ok(7), Ok(7)));
    let stats = stock::cache().stats();
    assert_eq!((stats.stale, stats.failed, stats.made), (2, 0, 1));
    sleep(20 * SECOND).await;
    assert!(matches!(stock(7).await, Err(Down::Guard(_))), "though `stale` is not over");
    breaker.reset();
    assert_eq!(stock(7).await, Ok(7));
    assert_eq!(stock::cache().stats().stale, 3, "it is served while one refresh runs");
}

#[dyno::test(paused)]
async fn a_refresh_is_the_probe_when_its_time_has_come() {
    static IS_DOWN: AtomicBool = AtomicBool::new(false);

    #[command(breaker("refreshed by a probe", consecutive = 1, open_for = 5s, jitter = 0%, probes = 1), cache(ttl = 10s, stale_if_error = 1h))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        if IS_DOWN.load(Relaxed) { Err(Down::Down(1)) } else { Ok(sku) }
    }

    assert_eq!(stock(7).await, Ok(7));
    IS_DOWN.store(true, Relaxed);
    sleep(11 * SECOND).await;
    assert_eq!(stock(7).await, Ok(7));
    let breaker = dyno::breaker("refreshed by a probe").unwrap();
    assert_eq!(breaker.state(), BreakerState::Open);
    IS_DOWN.store(false, Relaxed);
    assert_eq!(stock(7).await, Ok(7));
    assert_eq!(stock::cache().stats().made, 1);
    sleep(5 * SECOND).await;
    assert_eq!(stock(7).await, Ok(7));
    assert_eq!((stock::cache().stats().made, breaker.state()), (2, BreakerState::Closed));
}
