//! Functions that ask for the value that they make: told so also where there is an old one.

use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;

use dyno::cache;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::Down;

type Later = Pin<Box<dyn Future<Output = Result<u32, Down>> + Send>>;

fn is_told(result: &Result<u32, Down>) -> bool {
    result.as_ref().is_err_and(|error| error.to_string().contains("asks for that value"))
}

#[dyno::test(paused)]
async fn a_refresh_in_the_background_is_told() {
    static INSIDE: Mutex<Vec<Result<u32, Down>>> = Mutex::new(Vec::new());

    #[cache(ttl = 10s, stale = 10s, policy = static)]
    async fn stock(sku: u32) -> Result<u32, Down> {
        let inside = by_way(sku).await;
        INSIDE.lock().unwrap().push(inside.clone());
        inside
    }

    fn by_way(sku: u32) -> Later {
        Box::pin(stock(sku))
    }

    assert!(is_told(&stock(7).await));
    stock::cache().insert(7, 1);
    sleep(Duration::from_secs(11)).await;
    assert_eq!(stock(7).await, Ok(1), "it is stale, and renewed in the background");
    while stock::cache().stats().running > 0 {
        yield_now().await;
    }
    let inside = INSIDE.lock().unwrap();
    assert!(inside.len() == 2 && inside.iter().all(is_told), "{inside:?}");
}

/// Each who asks renews it: the value is as fresh as can be, and asked for by its own making and by others.
#[dyno::test(paused)]
async fn an_early_refresh_is_told_and_others_are_served() {
    static INSIDE: Mutex<Vec<Result<u32, Down>>> = Mutex::new(Vec::new());

    #[cache(ttl = 10s, policy = linear)]
    async fn stock(sku: &u32) -> Result<u32, Down> {
        sleep(Duration::from_millis(10)).await;
        let inside = Box::pin(stock(sku)).await;
        INSIDE.lock().unwrap().push(inside.clone());
        inside
    }

    stock::cache().insert(7, 1);
    for _ in 0..900 {
        sleep(Duration::from_millis(10)).await;
        assert_eq!(tokio::join!(stock(&7), stock(&7)), (Ok(1), Ok(1)));
    }
    let inside = INSIDE.lock().unwrap();
    assert!(!inside.is_empty() && inside.iter().all(is_told), "{inside:?}");
}
