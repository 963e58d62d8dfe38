//! Guarded functions to look at.

use std::io;

use dyno::{Error, command};

#[derive(Debug, thiserror::Error)]
pub(crate) enum StockError {
    #[error("the depot does not answer")]
    Down,
    #[error(transparent)]
    Guard(#[from] Error),
}

/// Fails where it is told to.
#[command(name = "stock", group = "shop", timeout = 2s, breaker("depot", consecutive = 3, open_for = 1h), fallback = 7)]
pub(crate) async fn stock(is_down: bool) -> Result<u32, StockError> {
    if is_down { Err(StockError::Down) } else { Ok(1) }
}

#[command(name = "price", retry(n = 3, backoff = fixed(1ms)), bulkhead("till", permits = 4))]
pub(crate) async fn price() -> Result<u32, StockError> {
    Err(StockError::Down)
}

#[command(name = "reviews", cache = 1h)]
pub(crate) fn reviews(sku: u32) -> io::Result<u32> {
    Ok(sku)
}

#[command(name = "delivery", pool("drive", threads = 2, queue = 3), timeout = 2s, rate_limit("vans", 1000 / 1s))]
pub(crate) fn delivery() -> Result<u32, Error> {
    Ok(3)
}

#[command(name = "search", fuse("new search"))]
pub(crate) fn search() -> Result<u32, Error> {
    Ok(3)
}

/// Nobody calls it.
#[command(name = "never")]
pub(crate) fn never() {}

/// A name that is made to break what shows it.
pub(crate) const NASTY: &str = "a/b <script>alert(\"1\")</script>\\ ü\n{}";

#[command(name = "a/b <script>alert(\"1\")</script>\\ ü\n{}")]
pub(crate) fn nasty() {}
