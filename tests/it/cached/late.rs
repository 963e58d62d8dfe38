//! Whose time is up before there is a value: what it is given, and what becomes of the others.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use dyno::{Submit, command};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use super::Down;

const SECOND: Duration = Duration::from_secs(1);

#[dyno::test(paused)]
async fn an_old_value_is_given_when_a_detached_making_hangs() {
    static HANGS: AtomicBool = AtomicBool::new(false);

    #[command(timeout = 2s, cache(ttl = 10s, stale_if_error = 1m, policy = static))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        if HANGS.load(Relaxed) {
            sleep(3_600 * SECOND).await;
        }
        Ok(sku)
    }

    #[command(timeout = 500ms)]
    async fn page(sku: u32) -> Result<u32, Down> {
        sleep(SECOND / 10).await;
        stock(sku).await
    }

    assert_eq!(stock(7).await, Ok(7));
    HANGS.store(true, Relaxed);
    sleep(11 * SECOND).await;
    let began = Instant::now();
    let later = async {
        sleep(SECOND).await;
        stock(7).await
    };
    // Whoever began it, whoever waits with as much time, with less, and with more than the making has left.
    assert_eq!(tokio::join!(stock(7), stock(7)), (Ok(7), Ok(7)));
    assert_eq!(began.elapsed(), 2 * SECOND);
    while stock::cache().stats().running > 0 {
        yield_now().await;
    }
    assert_eq!(tokio::join!(stock(7), page(7), later), (Ok(7), Ok(7), Ok(7)));
    assert_eq!(began.elapsed(), 4 * SECOND);
    while stock::cache().stats().running > 0 {
        yield_now().await;
    }
    assert_eq!(page(7).await, Ok(7));
    assert_eq!(began.elapsed(), 4 * SECOND + SECOND / 2);
    sleep(2 * SECOND).await;
    let metrics = stock::metrics();
    let (calls, makings) = (metrics.totals.calls, metrics.making.unwrap().totals.calls);
    assert_eq!((calls.success, calls.timeout, calls.failure), (7, 0, 0));
    assert_eq!((makings.success, makings.timeout), (1, 3));
    assert_eq!((metrics.cache.unwrap().rescued, metrics.in_flight), (6, 0));
}

#[dyno::test(paused)]
async fn an_old_value_is_given_when_a_led_making_hangs() {
    static HANGS: AtomicBool = AtomicBool::new(false);

    #[command(timeout = 2s, breaker("led and hanging", consecutive = 2), cache(ttl = 10s, stale_if_error = 1m, policy = static))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        if HANGS.load(Relaxed) {
            sleep(3_600 * SECOND).await;
        }
        Ok(*sku)
    }

    assert_eq!(stock(&7).await, Ok(7));
    HANGS.store(true, Relaxed);
    sleep(11 * SECOND).await;
    for at in 1..=3 {
        let began = Instant::now();
        assert_eq!(tokio::join!(stock(&7), stock(&7)), (Ok(7), Ok(7)));
        // By then the breaker is open.
        assert_eq!(began.elapsed(), if at == 3 { Duration::ZERO } else { 2 * SECOND });
    }
    let metrics = stock::metrics();
    let cache = metrics.cache.unwrap();
    assert_eq!((metrics.totals.calls.success, cache.rescued, cache.stale), (7, 4, 2));
    let makings = metrics.making.unwrap().totals.calls;
    assert_eq!((makings.timeout, makings.rejected), (2, 0));
}

#[dyno::test(paused)]
async fn without_an_old_value_the_time_is_up() {
    #[command(timeout = 2s, cache(ttl = 10s, stale_if_error = 1m))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        sleep(3_600 * SECOND).await;
        Ok(sku)
    }

    let (one, other) = tokio::join!(stock(7), stock(7));
    assert!(one.unwrap_err().to_string().contains("gave up") && other.unwrap_err().to_string().contains("gave up"));
    assert_eq!(stock::metrics().totals.calls.timeout, 2);
}

#[dyno::test(paused)]
async fn the_impatience_of_who_leads_is_not_that_of_the_others() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 10s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(SECOND).await;
        Ok(*sku)
    }

    #[command(timeout = 500ms)]
    async fn page(sku: &u32) -> Result<u32, Down> {
        stock(sku).await
    }

    // It has less time because it was told so, or because its caller has.
    for (at, sku) in [(0, 7), (1, 8)] {
        let began = Instant::now();
        let impatient =
            async { if at == 0 { stock::command(&sku).timeout(SECOND / 2).await } else { page(&sku).await } };
        let (impatient, patient, other) = tokio::join!(impatient, stock(&sku), stock(&sku));
        assert!(impatient.is_err());
        assert_eq!((patient, other, began.elapsed()), (Ok(sku), Ok(sku), SECOND + SECOND / 2));
    }
    let metrics = stock::metrics();
    let (calls, makings) = (metrics.totals.calls, metrics.making.unwrap().totals.calls);
    assert_eq!((calls.success, calls.timeout, MADE.load(Relaxed)), (4, 2, 4));
    assert_eq!((makings.success, makings.timeout), (2, 2));
}

#[dyno::test(paused)]
async fn who_has_no_time_left_begins_no_making() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 10s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(3_600 * SECOND).await;
        Ok(*sku)
    }

    #[command(timeout = 500ms)]
    async fn page() -> Result<u32, Down> {
        stock(&7).await
    }

    let all: Vec<_> = (0..64).map(|_| page().submit()).collect();
    for one in all {
        assert!(one.result().await.is_err());
    }
    let stats = stock::cache().stats();
    assert_eq!((MADE.load(Relaxed), stats.running, stats.waited), (1, 0, 63));
    assert_eq!(stock::metrics().totals.calls.timeout, 64);
}

/// What hangs for all its own time does so for all: they do not try one after the other.
#[dyno::test(paused)]
async fn a_making_that_used_its_own_time_fails_for_all() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(3_600 * SECOND).await;
        Ok(*sku)
    }

    let began = Instant::now();
    let later = async {
        sleep(SECOND).await;
        stock(&7).await
    };
    let (first, later) = tokio::join!(stock(&7), later);
    assert!(first.is_err() && later.is_err());
    assert_eq!((began.elapsed(), MADE.load(Relaxed)), (2 * SECOND, 1));
}

/// A leader that is not polled any more is overtaken when its time is up; what becomes of it then concerns nobody else.
#[dyno::test(paused)]
async fn who_was_overtaken_fails_alone() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s, negative_ttl = 5s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        let is_first = MADE.fetch_add(1, Relaxed) == 0;
        sleep(if is_first { 3_600 * SECOND } else { SECOND }).await;
        Ok(*sku)
    }

    let mut first = Box::pin(stock(&7));
    assert!(poll_fn(|cx| Poll::Ready(first.as_mut().poll(cx).is_pending())).await);
    sleep(3 * SECOND).await;
    let overtaken = async {
        yield_now().await;
        first.await
    };
    let (second, third, first) = tokio::join!(stock(&7), stock(&7), overtaken);
    assert_eq!((second, third, MADE.load(Relaxed)), (Ok(7), Ok(7), 2));
    assert!(first.is_err());
    let stats = stock::cache().stats();
    assert_eq!((stats.made, stats.failed, stats.waited, stats.len), (1, 1, 1, 1));
}

/// A task that a maker spawns is not known to be part of the making: the time of the function ends that.
#[dyno::test(paused)]
async fn a_making_that_waits_for_itself_in_a_task_ends_in_time() {
    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        tokio::spawn(again(sku)).await.unwrap()
    }

    fn again(sku: u32) -> Pin<Box<dyn Future<Output = Result<u32, Down>> + Send>> {
        Box::pin(stock(sku))
    }

    let began = Instant::now();
    assert!(stock(7).await.is_err());
    sleep(SECOND / 10).await;
    let stats = stock::cache().stats();
    assert_eq!((began.elapsed(), stats.running, stats.len), (2 * SECOND + SECOND / 10, 0, 0));
}
