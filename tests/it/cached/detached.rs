//! Makings that outlive whoever asks, because the function owns all that it needs.

use std::future::Future;
use std::time::Duration;

use dyno::{Error, cache, command};
use tokio::time::{sleep, timeout};

/// What takes a second.
async fn fetch(sku: u32) -> u32 {
    sleep(Duration::from_secs(1)).await;
    sku
}

/// Asks, has no patience, and comes back when it is made.
async fn leave(asks: impl Future) {
    assert!(timeout(Duration::from_millis(10), asks).await.is_err());
    sleep(Duration::from_secs(2)).await;
}

macro_rules! made {
    ($function:ident) => {
        $function::metrics().making.unwrap().totals.calls.success
    };
}

#[dyno::test(paused)]
async fn what_the_body_calls_like_the_function_does_not_tie_it() {
    mod client {
        pub(super) async fn stock(sku: u32) -> u32 {
            super::fetch(sku).await
        }
    }

    #[cache(ttl = 30s)]
    async fn price(sku: u32) -> u32 {
        let price = fetch(sku).await;
        price + 1
    }

    #[cache(ttl = 30s)]
    async fn stock(sku: u32) -> u32 {
        client::stock(sku).await
    }

    leave(price(1)).await;
    leave(stock(1)).await;
    assert_eq!((made!(price), made!(stock)), (1, 1));
    assert_eq!((price(1).await, stock(1).await), (2, 1));
}

#[dyno::test(paused)]
async fn patterns_do_not_tie_it() {
    struct Place {
        depot: u32,
        shelf: String,
    }

    #[cache(ttl = 30s)]
    async fn pair((one, other): (u32, String), _: u8) -> usize {
        fetch(one).await as usize + other.len()
    }

    #[command(cache(ttl = 30s), timeout = 5s)]
    async fn shelf(Place { depot, .. }: Place, [first, _]: [u32; 2]) -> Result<u32, Error> {
        Ok(fetch(depot).await + first)
    }

    let rake = || (1, "rake".to_owned());
    leave(pair(rake(), 0)).await;
    assert_eq!(made!(pair), 1);
    assert_eq!((pair(rake(), 1).await, pair((2, String::new()), 1).await), (5, 2));
    assert_eq!(made!(pair), 2);

    let place = |depot| Place { depot, shelf: "upper".to_owned() };
    assert_eq!(place(1).shelf, "upper");
    leave(shelf(place(1), [1, 2])).await;
    assert_eq!(made!(shelf), 1);
}

#[dyno::test(paused)]
async fn what_is_there_for_ever_does_not_tie_it() {
    #[cache(ttl = 30s)]
    async fn length(sku: &'static str, all: Vec<&'static str>) -> usize {
        fetch(1).await;
        sku.len() + all.len()
    }

    leave(length("rake", vec!["spade"])).await;
    assert_eq!((made!(length), length("rake", vec!["spade"]).await), (1, 5));
}

#[dyno::test(paused)]
async fn what_calls_itself_is_made_in_its_place() {
    #[cache(ttl = 30s)]
    async fn sum(n: u32) -> u32 {
        if n == 0 { fetch(0).await } else { Box::pin(sum(n - 1)).await + n }
    }

    #[cache(ttl = 30s)]
    async fn product(n: u32) -> u32 {
        if n == 0 { 1 } else { Box::pin(product(n - 1)).await * n }
    }

    assert_eq!((sum(3).await, product(4).await), (6, 24));
    assert_eq!((made!(sum), made!(product)), (4, 5));
}
