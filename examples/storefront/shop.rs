//! The shop: a product page made of three calls to a warehouse and one look at a file, once guarded and once bare.

use std::error::Error;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::client::{Client, Price, Sku, Stock};
use crate::{bare, calls};

/// The answer to a customer.
#[derive(Serialize, Deserialize)]
pub(crate) struct Page {
    sku: Sku,
    stock: Stock,
    price: Price,
    reviews: u32,
    delivery_days: Option<u32>,
}

impl Page {
    /// Tells whether all that the warehouse is asked came from there and none from a fallback.
    pub(crate) fn is_fresh(&self) -> bool {
        !self.stock.stale && !self.price.listed && self.reviews > 0
    }
}

/// Routes `/products/{sku}` through the guarded calls and `/bare/products/{sku}` through the others.
///
/// Each has a warehouse of its own, so that one's load is not the other's trouble.
pub(crate) fn app(guarded_by: Client, bare_by: Client) -> Router {
    let guarded = Router::new().route("/products/{sku}", get(guarded_page)).with_state(Arc::new(guarded_by));
    let bare = Router::new().route("/bare/products/{sku}", get(bare_page)).with_state(Arc::new(bare_by));
    guarded.merge(bare)
}

type Answer = Result<Json<Page>, (StatusCode, String)>;

async fn guarded_page(State(warehouse): State<Arc<Client>>, Path(sku): Path<Sku>) -> Answer {
    let (stock, price, reviews, delivery) = tokio::join!(
        calls::stock(&warehouse, sku),
        calls::price(&warehouse, sku),
        calls::reviews(&warehouse, sku),
        calls::delivery::command(sku).submit(),
    );
    page(sku, stock, price, reviews, delivery)
}

async fn bare_page(State(warehouse): State<Arc<Client>>, Path(sku): Path<Sku>) -> Answer {
    let (stock, price, reviews, delivery) = tokio::join!(
        bare::stock(&warehouse, sku),
        bare::price(&warehouse, sku),
        bare::reviews(&warehouse, sku),
        bare::delivery(sku),
    );
    page(sku, stock, price, reviews, delivery)
}

fn page(
    sku: Sku,
    stock: Result<Stock, impl Error>,
    price: Result<Price, impl Error>,
    reviews: Result<u32, impl Error>,
    delivery: Result<Option<u32>, impl Error>,
) -> Answer {
    Ok(Json(Page {
        sku,
        stock: stock.map_err(sorry)?,
        price: price.map_err(sorry)?,
        reviews: reviews.map_err(sorry)?,
        delivery_days: delivery.map_err(sorry)?,
    }))
}

fn sorry(error: impl Error) -> (StatusCode, String) {
    (StatusCode::BAD_GATEWAY, error.to_string())
}
