//! What is served where.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::api::{self, Refusal};
use crate::door::{Door, guard};
use crate::health::health;
use crate::hystrix::hystrix;
use crate::page::with_page;
use crate::prometheus::metrics;
use crate::sampler::Sampler;

/// Serves the page, its API and its streams, to be nested in an app of one's own.
///
/// Where the variable `DYNO_TOKEN` is set in the environment, every request needs `authorization: Bearer` and that token; without it only names of
/// this machine are answered to, such as `localhost`. Who can reach it otherwise, and how many connections there may be, is up to the app. It
/// needs tokio's timer.
///
/// ```
/// # use axum::{Router, routing::get};
/// let app: Router = Router::new().route("/", get(async || "the shop")).nest("/dyno", dyno_dashboard::router());
/// ```
pub fn router() -> Router {
    routes(Sampler::shared(), Door::anywhere())
}

pub(crate) fn routes(sampler: Arc<Sampler>, door: Door) -> Router {
    let router = Router::new()
        .route("/api/v1/overview", get(api::overview))
        .route("/api/v1/commands/{name}", get(api::command))
        .route("/api/v1/history", get(api::history))
        .route("/api/v1/stream", get(api::stream))
        .route("/health", get(health))
        .route("/hystrix.stream", get(hystrix))
        .route("/metrics", get(metrics))
        .fallback(nothing)
        .method_not_allowed_fallback(nothing);
    with_page(router).with_state(sampler).layer(from_fn_with_state(Arc::new(door), guard))
}

async fn nothing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "there is nothing here", "the page is at `/`, the API at `/api/v1/overview`")
}
