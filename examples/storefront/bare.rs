//! The calls of `calls.rs` as they would be without dyno, for comparison.

use crate::client::{Client, Price, Sku, Stock};

pub(crate) async fn stock(warehouse: &Client, sku: Sku) -> reqwest::Result<Stock> {
    warehouse.get("stock", sku).await
}

pub(crate) async fn price(warehouse: &Client, sku: Sku) -> reqwest::Result<Price> {
    warehouse.get("price", sku).await
}

pub(crate) async fn reviews(warehouse: &Client, sku: Sku) -> reqwest::Result<u32> {
    warehouse.get("reviews", sku).await
}
