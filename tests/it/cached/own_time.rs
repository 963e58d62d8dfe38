//! Values that tell how long they live.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use dyno::cache;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

#[dyno::test(paused)]
async fn they_are_stale_after_that_without_a_ttl_for_all() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[cache(ttl_of = |_: &u32| 10 * SECOND, stale = 5s, stale_if_error = 1m, policy = static)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        match MADE.fetch_add(1, Relaxed) {
            2 => Err(Down::Down(2)),
            made => Ok(sku + made),
        }
    }

    assert_eq!(stock(7).await, Ok(7));
    sleep(11 * SECOND).await;
    assert_eq!(stock(7).await, Ok(7), "one refresh runs");
    while stock::cache().stats().running > 0 {
        yield_now().await;
    }
    assert_eq!(stock(7).await, Ok(8));
    sleep(16 * SECOND).await;
    assert_eq!(stock(7).await, Ok(8), "the refresh fails");
    let stats = stock::cache().stats();
    assert_eq!((stats.hits, stats.stale, stats.rescued), (1, 1, 1));
}
