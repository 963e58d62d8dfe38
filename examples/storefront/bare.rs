//! The calls of `calls.rs` as they would be without dyno, for comparison.

use std::io;

use tokio::task::spawn_blocking;

use crate::carrier;
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

pub(crate) async fn delivery(sku: Sku) -> io::Result<Option<u32>> {
    spawn_blocking(move || carrier::days(sku)).await.map_err(io::Error::other)?
}
