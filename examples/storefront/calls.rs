//! What a product page asks the warehouse, and what it looks up, guarded. `bare.rs` is the same without the attributes.
//!
//! A page has 500 ms, so a call gives up after 200. Five failures in a row open its breaker: from then on the fallback
//! answers at once and the warehouse is left alone, but for three probes every two seconds. Those two seconds would
//! double with each failed recovery, up to a minute, which spares a service that is down for long. This shop would
//! rather be back as soon as its warehouse is: `open_max` holds them where they are.
//!
//! Where a failure is quick, there is time for another attempt. Each of them asks the breaker, so that nobody insists once it
//! is open; `insist.rs` shows what retries do where there is none.

use std::io;

use dyno::{Cause, command};

use crate::carrier;
use crate::client::{Client, Price, Sku, Stock};

/// Tells how many are left; while the warehouse is out, how many there were when it last said.
#[command(
    timeout = 200ms,
    breaker("stock", consecutive = 5, open_for = 2s, open_max = 2s, probes = 3),
    fallback = last_known
)]
pub(crate) async fn stock(warehouse: &Client, sku: Sku) -> Result<Stock, StockError> {
    let stock = warehouse.get("stock", sku).await?;
    warehouse.remember(sku, stock);
    Ok(stock)
}

/// Answers in place of `stock`, with the same arguments; it may as well be `async`.
fn last_known(warehouse: &Client, sku: Sku) -> Result<Stock, StockError> {
    warehouse.last_known(sku).ok_or(StockError::NeverSeen(sku))
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum StockError {
    #[error("nobody has counted product {0} yet")]
    NeverSeen(Sku),
    #[error("the warehouse gave no answer")]
    Warehouse(#[from] reqwest::Error),
    /// What dyno did to the call: gave it up, or turned it away. This one line lets it into any error of your own.
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

/// Gives today's price, else the listed one; but an answer that makes no sense is a mistake, which no list should hide, and
/// which asking again does not put right.
#[command(
    timeout = 200ms,
    retry(n = 3, backoff = exponential(10ms), on = |error: &reqwest::Error| !error.is_decode()),
    breaker("price", consecutive = 5, open_for = 2s, open_max = 2s, probes = 3),
    fallback = |cause| match cause {
        Cause::Own(error) if error.is_decode() => Err(error),
        _ => Ok(Price::listed(sku)),
    }
)]
pub(crate) async fn price(warehouse: &Client, sku: Sku) -> reqwest::Result<Price> {
    warehouse.get("price", sku).await
}

/// Counts who has reviewed it, once a second for all customers. While the warehouse is down the last count is good enough for a minute; where
/// there is none, 0 leaves it off the page.
#[command(
    timeout = 200ms,
    cache(ttl = 1s, stale_if_error = 1m, key = sku),
    breaker("reviews", consecutive = 5, open_for = 2s, open_max = 2s, probes = 3),
    fallback = 0
)]
pub(crate) async fn reviews(warehouse: &Client, sku: Sku) -> reqwest::Result<u32> {
    warehouse.get("reviews", sku).await
}

/// Looks up how many days the carrier takes, which blocks: on threads of its own it holds up neither the runtime nor a customer who
/// has waited enough. A day that is not known is left off the page, and a shop in trouble blows the fuse and does without. The operator finds one
/// thread too few and doubles them.
#[command(timeout = 200ms, fuse = "delivery days", pool("drive", threads = 1, queue = 10), fallback = |_| Ok(None))]
pub(crate) fn delivery(sku: Sku) -> io::Result<Option<u32>> {
    carrier::days(sku)
}
