//! What the attribute takes.

use std::time::Duration;

use dyno::{CachedLife, EarlyRefresh, Error, cache, command};
use tokio::time::advance;

const TTL: Duration = Duration::from_secs(30);

mod limits {
    use std::time::Duration;

    pub(super) const TTL: Duration = Duration::from_secs(30);
    pub(super) const ROOM: u32 = 7;
}

#[dyno::test]
fn a_constant_stands_first() {
    #[cache(TTL)]
    fn alone(sku: u32) -> u32 {
        sku
    }

    #[cache(limits::TTL, capacity = limits::ROOM)]
    fn with_others(sku: u32) -> u32 {
        sku
    }

    #[command(cache = TTL)]
    fn option(sku: u32) -> u32 {
        sku
    }

    assert_eq!((alone(1), with_others(1), option(1)), (1, 1, 1));
    let ttls = [alone::cache(), with_others::cache(), option::cache()].map(|cache| cache.settings().ttl);
    assert_eq!((ttls, with_others::cache().settings().capacity), ([Some(TTL); 3], 7));
}

/// One who is called as a policy of dyno's is.
#[derive(Debug)]
struct Linear;

impl EarlyRefresh for Linear {
    fn is_due(&self, life: &CachedLife, _: f64) -> bool {
        life.age >= Duration::from_secs(1)
    }
}

#[dyno::test(paused)]
async fn a_policy_that_is_called_as_one_of_dynos() {
    #[cache(ttl = 30s, policy = Linear)]
    fn stock(sku: u32) -> u32 {
        sku
    }

    assert_eq!((stock(1), stock(1)), (1, 1));
    assert_eq!(stock::cache().stats().made, 1);
    advance(Duration::from_secs(1)).await;
    assert_eq!((stock(1), stock::cache().stats().made), (1, 2));
}

#[dyno::test(paused)]
async fn a_value_is_asked_how_long_it_lives() {
    #[cache(ttl_of = |token| token.1)]
    async fn token(sku: u32) -> (u32, Duration) {
        (sku, Duration::from_secs(sku.into()))
    }

    #[cache(ttl = 30s, ttl_of = |left| if *left == 0 { Some(Duration::from_secs(1)) } else { None })]
    fn left(sku: u32) -> Result<u32, Error> {
        Ok(sku)
    }

    for sku in [0, 5] {
        assert_eq!((token(sku).await.0, left(sku).unwrap()), (sku, sku));
    }
    advance(Duration::from_secs(2)).await;
    assert_eq!((token::cache().get(&5).is_some(), token::cache().get(&0).is_some()), (true, false));
    assert_eq!((left::cache().get(&5), left::cache().get(&0)), (Some(5), None));
}
