//! Values that `failure_if` judges failures: nobody keeps them, and all who wait have them as well.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use dyno::{Registry, command};
use tokio::join;
use tokio::time::sleep;

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

#[dyno::test(paused)]
async fn those_who_wait_have_the_value() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(failure_if = |stock| *stock == Ok(0), cache(ttl = 10s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        sleep(SECOND).await;
        MADE.fetch_add(1, Relaxed);
        Ok(sku)
    }

    #[command(failure_if = Option::is_none, cache(ttl = 10s))]
    async fn found(sku: &u32) -> Option<u32> {
        sleep(SECOND).await;
        (*sku > 0).then_some(*sku)
    }

    assert_eq!(join!(stock(0), stock(0), stock(0)), (Ok(0), Ok(0), Ok(0)));
    assert_eq!((MADE.load(Relaxed), stock::cache().len()), (1, 0));
    assert_eq!(join!(found(&0), found(&0)), (None, None));
    assert_eq!(join!(found(&7), found(&7)), (Some(7), Some(7)));
    let stats = stock::cache().stats();
    assert_eq!((stats.made, stats.failed), (0, 1));
}

#[dyno::test(paused)]
async fn an_old_value_is_better() {
    static STOCK: AtomicU32 = AtomicU32::new(7);

    #[command(failure_if = |stock| *stock == Ok(0), cache(ttl = 10s, stale_if_error = 1m))]
    async fn stock(_sku: u32) -> Result<u32, Down> {
        sleep(SECOND).await;
        Ok(STOCK.load(Relaxed))
    }

    assert_eq!(stock(1).await, Ok(7));
    STOCK.store(0, Relaxed);
    sleep(11 * SECOND).await;
    assert_eq!(join!(stock(1), stock(1)), (Ok(7), Ok(7)));
    sleep(60 * SECOND).await;
    assert_eq!(join!(stock(1), stock(1)), (Ok(0), Ok(0)));
}

#[dyno::test]
fn threads_that_wait_have_it_too() {
    #[command(failure_if = Option::is_none, cache(ttl = 10s))]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what is tested")]
    fn found(sku: &u32) -> Option<u32> {
        while found::cache().stats().waited == 0 {
            thread::yield_now();
        }
        (*sku > 0).then_some(*sku)
    }

    let (registry, begin) = (Registry::current(), Barrier::new(2));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let _inside = registry.enter();
                begin.wait();
                assert_eq!(found(&0), None);
            });
        }
    });
}
