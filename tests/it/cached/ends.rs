//! How makings end, and who learns of it.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use dyno::{Compound, Error, Submit, cache, command};
use tokio::time::sleep;

use super::Down;

#[dyno::test(paused)]
async fn who_waits_has_a_copy_of_the_error() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[cache(ttl = 30s)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        sleep(Duration::from_secs(1)).await;
        Err(Down::Down(sku + MADE.fetch_add(1, Relaxed)))
    }

    let all: Vec<_> = (0..8).map(|_| stock(7).submit()).collect();
    for one in all {
        assert_eq!(one.result().await, Err(Down::Down(7)));
    }
    // It is not kept.
    assert_eq!(stock(7).await, Err(Down::Down(8)));
    let metrics = stock::metrics();
    assert_eq!((metrics.totals.calls.failure, metrics.making.unwrap().totals.calls.failure), (9, 2));
}

#[dyno::test(paused)]
async fn who_waits_for_what_has_no_copy_has_its_text() {
    #[derive(Debug, thiserror::Error)]
    enum Torn {
        #[error("torn")]
        Torn,
        #[error(transparent)]
        Guard(#[from] Error),
    }

    #[cache(ttl = 30s)]
    async fn stock(sku: u32) -> Result<u32, Torn> {
        sleep(Duration::from_secs(u64::from(sku))).await;
        Err(Torn::Torn)
    }

    let (one, other) = tokio::join!(stock(7), stock(7));
    assert!(matches!(one, Err(Torn::Torn)), "{one:?}");
    let Err(Torn::Guard(Error::MakerFailed(failed))) = &other else { panic!("{other:?}") };
    assert_eq!(&*failed.message, "torn");
}

#[dyno::test(paused)]
async fn an_error_is_kept_where_that_is_asked_for() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[cache(ttl = 30s, negative_ttl = 5s)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        Err(Down::Down(sku + MADE.fetch_add(1, Relaxed)))
    }

    assert_eq!((stock(1).await, stock(1).await), (Err(Down::Down(1)), Err(Down::Down(1))));
    sleep(Duration::from_secs(6)).await;
    assert_eq!(stock(1).await, Err(Down::Down(2)));
}

#[dyno::test(paused)]
async fn who_asks_waits_no_longer_than_its_time() {
    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        sleep(Duration::from_secs(1)).await;
        Ok(sku)
    }

    #[command(timeout = 500ms)]
    async fn page(sku: u32) -> Result<u32, Down> {
        stock(sku).await
    }

    let late = page(7).await.unwrap_err();
    assert!(late.to_string().contains("gave up after"), "{late}");
    sleep(Duration::from_secs(1)).await;
    // The making has gone on.
    assert_eq!(page(7).await, Ok(7));
    let making = stock::metrics().making.unwrap().totals;
    assert_eq!((making.calls.success, making.calls.cancelled), (1, 0));
}

#[dyno::test(paused)]
async fn a_making_that_hangs_is_a_timeout_to_the_breaker() {
    #[command(timeout = 1s, breaker("hanging stock", consecutive = 2, open_for = 1m), cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        sleep(Duration::from_secs(u64::from(sku) + 3_600)).await;
        Ok(sku)
    }

    assert!(stock(1).await.is_err() && stock(2).await.is_err());
    let open = stock(3).await.unwrap_err().to_string();
    assert!(open.contains("hanging stock is open"), "{open}");
    let metrics = stock::metrics();
    assert_eq!((metrics.totals.calls.timeout, metrics.totals.calls.rejected), (2, 1));
}

#[dyno::test(paused)]
async fn whoever_leads_and_is_dropped_leaves_it_to_another() {
    #[cache(ttl = 30s)]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        sleep(Duration::from_secs(1)).await;
        Ok(*sku)
    }

    let mut first = Box::pin(stock(&7));
    assert!(tokio::time::timeout(Duration::from_millis(500), &mut first).await.is_err());
    let (second, ()) = tokio::join!(stock(&7), async move { drop(first) });
    assert_eq!(second, Ok(7));
    let making = stock::metrics().making.unwrap().totals.calls;
    assert_eq!((making.success, making.cancelled), (1, 1));
    assert_eq!(stock::metrics().in_flight, 0);
}

#[dyno::test(paused)]
async fn panics_free_the_key() {
    static PANICS: AtomicU32 = AtomicU32::new(2);

    fn perhaps() {
        let left = PANICS.load(Relaxed);
        PANICS.store(left.saturating_sub(1), Relaxed);
        assert_eq!(left, 0, "as expected");
    }

    #[cache(ttl = 30s)]
    async fn owned(sku: u32) -> Result<u32, Down> {
        tokio::task::yield_now().await;
        perhaps();
        Ok(sku)
    }

    #[cache(ttl = 30s)]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what is tested")]
    fn here(sku: &u32) -> Result<u32, Down> {
        perhaps();
        Ok(*sku)
    }

    here::cache().insert(1, 10);
    owned::cache().insert(1, 10);
    let panicked = owned(7).await.unwrap_err().to_string();
    assert!(panicked.contains("as expected"), "{panicked}");
    assert!(std::panic::catch_unwind(|| here(&7)).is_err());
    // It takes nothing else along.
    assert_eq!((owned::cache().get(&1), here::cache().get(&1)), (Some(10), Some(10)));
    assert_eq!((owned(7).await, here(&7)), (Ok(7), Ok(7)));
    assert_eq!(here::metrics().totals.calls.panicked, 1);
    assert_eq!(owned::metrics().making.unwrap().totals.calls.panicked, 1);
}

#[dyno::test(paused)]
async fn recursion_is_an_error() {
    #[cache(ttl = 30s)]
    async fn first(sku: u32) -> Result<u32, Down> {
        Box::pin(second(sku)).await
    }

    #[cache(ttl = 30s)]
    async fn second(sku: u32) -> Result<u32, Down> {
        let later: std::pin::Pin<Box<dyn Future<Output = Result<u32, Down>>>> = Box::pin(first(sku));
        later.await
    }

    #[cache(ttl = 30s)]
    fn fibonacci(n: u64) -> Result<u64, Down> {
        if n < 2 { Ok(n) } else { Ok(fibonacci(n - 1)? + fibonacci(n - 2)?) }
    }

    #[cache(ttl = 30s)]
    fn itself(sku: u32) -> Result<u32, Down> {
        itself(sku)
    }

    let error = first(7).await.unwrap_err().to_string();
    assert!(error.contains("asks for that value"), "{error}");
    assert_eq!(fibonacci(80), Ok(23_416_728_348_467_685));
    assert!(itself(7).unwrap_err().to_string().contains("asks for that value"));
}

#[dyno::test]
fn threads_wait_for_one_of_them() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[cache(ttl = 30s)]
    fn stock(sku: &str) -> Result<usize, Down> {
        MADE.fetch_add(1, Relaxed);
        thread::yield_now();
        Ok(sku.len())
    }

    thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| stock("rake"))).collect();
        for one in all {
            assert_eq!(one.join().unwrap(), Ok(4));
        }
    });
    assert_eq!(MADE.load(Relaxed), 1);
}

#[dyno::test(paused)]
async fn all_errors_of_a_making() {
    #[command(retry(n = 3, backoff = fixed(1ms)), cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Compound<Down>> {
        tokio::task::yield_now().await;
        Err(Down::Down(sku))
    }

    let (one, other) = tokio::join!(stock(7), stock(7));
    assert_eq!((one.unwrap_err().len(), other.unwrap_err().len()), (3, 3));
}

#[dyno::test(paused)]
async fn what_is_not_send_is_made_in_its_place() {
    #[cache(ttl = 30s)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        let held = Rc::new(Cell::new(sku));
        tokio::task::yield_now().await;
        held.set(held.get() + 1);
        Ok(held.get())
    }

    assert_eq!((stock(7).await, stock(7).await), (Ok(8), Ok(8)));
    assert_eq!(stock::metrics().making.unwrap().totals.calls.success, 1);
}

#[dyno::test(paused)]
async fn values_with_a_time_of_their_own() {
    #[cache(ttl = 30s, policy = static, ttl_of = |value: &Arc<str>| Duration::from_secs(value.len() as u64))]
    async fn stock(sku: Arc<str>) -> Result<Arc<str>, Down> {
        Ok(sku)
    }

    for sku in ["12345", "12345678"] {
        stock(sku.into()).await.unwrap();
    }
    sleep(Duration::from_secs(6)).await;
    assert_eq!((stock::cache().get("12345"), stock::cache().get("12345678").as_deref()), (None, Some("12345678")));
}

#[dyno::test(paused)]
async fn a_making_takes_its_registry_and_its_retry_along() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(retry(n = 3, backoff = off), cache(ttl = 30s))]
    async fn inner(sku: u32) -> Result<u32, Down> {
        Err(Down::Down(sku + MADE.fetch_add(1, Relaxed)))
    }

    #[command(retry(n = 3, backoff = off))]
    async fn outer(sku: u32) -> Result<u32, Down> {
        tokio::task::yield_now().await;
        inner(sku).await
    }

    let tenant = dyno::Registry::new();
    assert!(tenant.scope(outer(1)).await.is_err());
    assert_eq!((MADE.load(Relaxed), inner::metrics().totals.calls.failure), (3, 0));
}

#[dyno::test]
fn functions_of_one_name_have_their_own_values() {
    #[command(name = "one of two", cache(ttl = 30s))]
    fn one(sku: u32) -> u32 {
        sku + 10
    }

    #[command(name = "one of two", cache(ttl = 30s))]
    fn other(sku: u32) -> u32 {
        sku + 20
    }

    assert_eq!((one(1), other(1), one(1), other(1)), (11, 21, 11, 21));
}

/// Whoever finds a value makes no attempt; those of the makings are told with the calls, as of any other command.
#[dyno::test(paused)]
async fn attempts_are_those_of_the_makings() {
    #[command(retry = 3, cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        static ATTEMPTS: AtomicU32 = AtomicU32::new(0);
        if ATTEMPTS.fetch_add(1, Relaxed) < 2 { Err(Down::Down(sku)) } else { Ok(sku) }
    }

    for _ in 0..6 {
        assert_eq!(stock(7).await, Ok(7));
    }
    let metrics = stock::metrics();
    for counts in [metrics.totals, metrics.recent] {
        assert_eq!((counts.calls.success, counts.calls.sum()), (6, 6));
        assert_eq!((counts.attempts.failure, counts.attempts.success, counts.retries), (2, 1, 2));
        assert_eq!(counts.amplification(), Some(0.5));
    }
}
