//! Who leads when the leader does not come to an end, or leaves: one of those who wait, and the one with the most time.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use dyno::{Submit, command};
use tokio::time::{Instant, sleep};

use super::Down;

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// Polls it once.
async fn begins<F: Future>(call: &mut Pin<Box<F>>) {
    assert!(poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx).is_pending())).await);
}

fn is_about(took: Duration, expected: Duration) -> bool {
    took >= expected && took < expected + 5 * MILLI
}

#[dyno::test(paused)]
async fn one_of_those_who_wait_overtakes_a_leader_that_is_parked() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        let is_first = MADE.fetch_add(1, Relaxed) == 0;
        sleep(if is_first { 3_600 * SECOND } else { SECOND / 2 }).await;
        Ok(*sku)
    }

    let mut first = Box::pin(stock(&7));
    begins(&mut first).await;
    sleep(SECOND).await;
    let began = Instant::now();
    assert_eq!(tokio::join!(stock(&7), stock(&7), stock(&7)), (Ok(7), Ok(7), Ok(7)));
    // When the time of the first is up, and 10 ms in which it could have said so.
    assert!(is_about(began.elapsed(), SECOND + SECOND / 2 + 10 * MILLI), "{:?}", began.elapsed());
    assert_eq!((MADE.load(Relaxed), stock::cache().stats().waited), (2, 3));
    assert!(first.await.is_err(), "its time is up long since");
    assert_eq!(stock::cache().get(&7), Some(7));
}

/// Each leader is parked: one after the other takes over, and never two at once.
#[dyno::test(paused)]
async fn whoever_has_overtaken_can_be_overtaken() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        if MADE.fetch_add(1, Relaxed) < 2 {
            std::future::pending::<()>().await;
        }
        Ok(*sku)
    }

    let (mut first, mut second) = (Box::pin(stock(&7)), Box::pin(stock(&7)));
    begins(&mut first).await;
    sleep(3 * SECOND).await;
    begins(&mut second).await;
    assert_eq!((MADE.load(Relaxed), stock::cache().stats().waited), (2, 0), "whoever comes then takes over at once");
    sleep(SECOND).await;
    let began = Instant::now();
    assert_eq!(tokio::join!(stock(&7), stock(&7)), (Ok(7), Ok(7)));
    assert!(is_about(began.elapsed(), SECOND + 10 * MILLI), "{:?}", began.elapsed());
    assert_eq!(MADE.load(Relaxed), 3);
}

/// A leader that ends at the last moment is not overtaken.
#[dyno::test(paused)]
async fn who_is_in_time_is_not_overtaken() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(1_999 * MILLI).await;
        Ok(*sku)
    }

    let later = async {
        sleep(SECOND).await;
        stock(&7).await
    };
    assert_eq!(tokio::join!(stock(&7), later), (Ok(7), Ok(7)));
    assert_eq!(MADE.load(Relaxed), 1);
}

#[dyno::test(paused)]
async fn a_making_on_a_runtime_that_stands_still_is_overtaken() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 2s, cache(ttl = 30s))]
    async fn stock(sku: u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(SECOND / 2).await;
        Ok(sku)
    }

    let other = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    {
        let mut first = Box::pin(stock(7));
        let _other = other.enter();
        let polled = first.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        assert!(polled.is_pending());
    }
    assert_eq!(
        (stock::cache().stats().running, MADE.load(Relaxed)),
        (1, 0),
        "it was spawned there, and nobody drives it"
    );
    sleep(SECOND).await;
    assert_eq!(tokio::join!(stock(7), stock(7)), (Ok(7), Ok(7)));
    assert_eq!(MADE.load(Relaxed), 1);
    other.shutdown_background();
}

/// Of those who waited before him each has less time than a making takes, and each leads in vain if it is his turn.
#[dyno::test(paused)]
async fn the_most_patient_leads_when_the_leader_leaves() {
    static MADE: AtomicU32 = AtomicU32::new(0);

    #[command(timeout = 10s, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        MADE.fetch_add(1, Relaxed);
        sleep(3 * SECOND / 2).await;
        Ok(*sku)
    }

    #[command(timeout = 500ms)]
    async fn hasty() -> Result<u32, Down> {
        stock(&7).await
    }

    #[command(timeout = 1_800ms)]
    async fn patient() -> Result<u32, Down> {
        stock(&7).await
    }

    let mut all_hasty = Vec::new();
    for _ in 0..40 {
        all_hasty.push(hasty().submit());
        sleep(10 * MILLI).await;
    }
    let all_patient: Vec<_> = (0..20).map(|_| patient().submit()).collect();
    for _ in 0..150 {
        all_hasty.push(hasty().submit());
        sleep(10 * MILLI).await;
    }
    for one in all_patient {
        assert_eq!(one.result().await, Ok(7));
    }
    for one in all_hasty {
        drop(one.result().await);
    }
    assert_eq!(MADE.load(Relaxed), 2, "that of the first, and one more");
}

/// Whoever is first may never be polled again: the others have their turn a little later.
#[dyno::test(paused)]
async fn whoever_is_parked_while_it_is_his_turn_holds_nobody_up() {
    #[command(timeout = 1h, cache(ttl = 30s))]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        sleep(SECOND).await;
        Ok(*sku)
    }

    #[command(timeout = 5s)]
    async fn page() -> Result<u32, Down> {
        stock(&7).await
    }

    let (mut leader, mut parked) = (Box::pin(stock(&7)), Box::pin(stock(&7)));
    begins(&mut leader).await;
    begins(&mut parked).await;
    let leaves = async {
        sleep(SECOND / 2).await;
        drop(leader);
    };
    let began = Instant::now();
    let (one, other, ()) = tokio::join!(page(), page(), leaves);
    assert_eq!((one, other), (Ok(7), Ok(7)));
    assert!(is_about(began.elapsed(), SECOND + SECOND / 2 + 10 * MILLI), "{:?}", began.elapsed());
    assert_eq!(parked.await, Ok(7));
}
