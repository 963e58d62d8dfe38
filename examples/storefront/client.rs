//! The shop's line to the warehouse, what comes over it, and what the shop remembers of it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The number of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Sku(pub(crate) u32);

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Stock {
    pub(crate) left: u32,
    /// Remembered, not asked for.
    #[serde(default)]
    pub(crate) stale: bool,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Price {
    pub(crate) cents: u32,
    /// From the printed list, not today's.
    #[serde(default)]
    pub(crate) listed: bool,
}

/// Asks one warehouse, over pooled connections and without any time limit of its own.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    seen: Mutex<HashMap<Sku, Stock>>,
}

impl Client {
    pub(crate) fn new(url: &str) -> reqwest::Result<Self> {
        Ok(Self { http: reqwest::Client::builder().no_proxy().build()?, url: url.to_owned(), seen: Mutex::default() })
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, what: &str, sku: Sku) -> reqwest::Result<T> {
        let address = format!("{}/{what}/{sku}", self.url);
        self.http.get(address).send().await?.error_for_status()?.json().await
    }

    pub(crate) fn remember(&self, sku: Sku, stock: Stock) {
        let stock = Stock { stale: true, ..stock };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(sku, stock);
    }

    /// Gives the stock that was remembered last, marked as stale.
    pub(crate) fn last_known(&self, sku: Sku) -> Option<Stock> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&sku).copied()
    }
}

impl Price {
    /// Looks it up in the printed list, which is right but for today's discount.
    pub(crate) fn listed(sku: Sku) -> Self {
        Self { cents: 1_099 + 100 * sku.0, listed: true }
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
