//! Makers that panic while there is a good value.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use dyno::{Error, cache};
use tokio::task::yield_now;
use tokio::time::sleep;

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

/// It is the stack of whoever leads the refresh that unwinds. Others are served, and the next refresh waits.
#[dyno::test(paused)]
async fn in_a_refresh_that_is_led_the_panic_goes_on() {
    static PANICS: AtomicBool = AtomicBool::new(false);

    #[cache(ttl = 10s, stale = 20s, policy = static)]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what is tested")]
    fn stock(sku: &u32) -> Result<u32, Down> {
        assert!(!PANICS.load(Relaxed), "as expected");
        Ok(*sku)
    }

    assert_eq!(stock(&7), Ok(7));
    PANICS.store(true, Relaxed);
    sleep(11 * SECOND).await;
    assert!(catch_unwind(AssertUnwindSafe(|| stock(&7))).is_err());
    assert_eq!(stock(&7), Ok(7), "nobody else is drawn yet");
    sleep(2 * SECOND).await;
    assert!(catch_unwind(AssertUnwindSafe(|| stock(&7))).is_err());
    PANICS.store(false, Relaxed);
    sleep(3 * SECOND).await;
    assert_eq!(stock(&7), Ok(7));
    let metrics = stock::metrics();
    let (calls, makings) = (metrics.totals.calls, metrics.making.unwrap().totals.calls);
    assert_eq!((calls.panicked, calls.success), (2, 3));
    assert_eq!((makings.panicked, makings.success), (2, 2));
}

#[dyno::test(paused)]
async fn in_the_background_it_hits_nobody() {
    static PANICS: AtomicBool = AtomicBool::new(false);

    #[cache(ttl = 10s, stale = 20s, policy = static)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        assert!(!PANICS.load(Relaxed), "as expected");
        Ok(sku)
    }

    assert_eq!(stock(7).await, Ok(7));
    PANICS.store(true, Relaxed);
    sleep(11 * SECOND).await;
    assert_eq!(stock(7).await, Ok(7));
    while stock::cache().stats().running > 0 {
        yield_now().await;
    }
    assert_eq!(stock(7).await, Ok(7));
    let metrics = stock::metrics();
    assert_eq!((metrics.totals.calls.success, metrics.totals.calls.panicked), (3, 0));
    assert_eq!(metrics.making.unwrap().totals.calls.panicked, 1);
}

/// What is copied and told of a value is the user's as well: its panic ends the making for all who wait, once.
#[dyno::test(paused)]
async fn what_belongs_to_a_making_panics_once_for_all_who_wait() {
    #[derive(Debug)]
    struct Fragile;

    impl Clone for Fragile {
        fn clone(&self) -> Self {
            panic!("as expected")
        }
    }

    #[derive(Debug)]
    struct Mute;

    impl std::fmt::Display for Mute {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("as expected")
        }
    }

    impl From<Error> for Mute {
        fn from(_: Error) -> Self {
            Self
        }
    }

    #[cache(ttl_of = |sku: &u32| if *sku == 1 { panic!("as expected") } else { SECOND })]
    async fn of_its_own(sku: u32) -> Result<u32, Down> {
        sleep(SECOND).await;
        Ok(sku)
    }

    #[cache(ttl = 30s)]
    async fn fragile(_sku: u32) -> Result<Fragile, Down> {
        sleep(SECOND).await;
        Ok(Fragile)
    }

    #[cache(ttl = 30s)]
    async fn mute(_sku: u32) -> Result<u32, Mute> {
        sleep(SECOND).await;
        Err(Mute)
    }

    async fn five<F: Future<Output: Send + 'static> + Send + 'static>(call: impl Fn() -> F) -> Duration {
        let began = tokio::time::Instant::now();
        let calls: Vec<_> = (0..5).map(|_| tokio::spawn(call())).collect();
        for call in calls {
            drop(call.await);
        }
        began.elapsed()
    }

    assert_eq!(five(|| of_its_own(1)).await, SECOND);
    assert_eq!(five(|| fragile(1)).await, SECOND);
    assert_eq!(five(|| mute(1)).await, SECOND);
    for stats in [of_its_own::cache().stats(), fragile::cache().stats(), mute::cache().stats()] {
        assert_eq!((stats.made, stats.failed, stats.running), (0, 1, 0), "{}", stats.name);
    }
}
