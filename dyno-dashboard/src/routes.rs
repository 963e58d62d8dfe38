//! What is served where.

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::api::{self, Refusal, steer};
use crate::door::{Door, guard};
use crate::health::health;
use crate::hystrix::hystrix;
use crate::page::with_page;
use crate::prometheus::metrics;
use crate::sampler::Sampler;

/// Serves the page, its API and its streams, to be nested in an app of one's own.
///
/// Where the variable `DYNO_TOKEN` is set in the environment, every request needs `authorization: Bearer` and that token; without it only names of
/// this machine are answered to, such as `localhost`, and nothing can be changed. Who can reach it otherwise, and how many connections there may be, is up to the app. It
/// needs tokio's timer. `nest_service` serves it at `/dyno` and `/dyno/`; axum's `nest` at `/dyno` alone.
///
/// ```
/// # use axum::{Router, routing::get};
/// let app: Router = Router::new().route("/", get(async || "the shop")).nest_service("/dyno", dyno_dashboard::router());
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
        .route("/api/v1/operator", get(steer::operator).post(steer::is_operator))
        .route("/api/v1/settings/{kind}/{name}", get(steer::thing))
        .route("/api/v1/overrides", get(steer::overrides).post(steer::override_))
        .route("/api/v1/acts", post(steer::act))
        .route("/api/v1/undo", post(steer::undo))
        .route("/api/v1/audit", get(steer::audit))
        .route("/health", get(health))
        .route("/hystrix.stream", get(hystrix))
        .route("/metrics", get(metrics))
        .fallback(nothing)
        .method_not_allowed_fallback(other_method);
    with_page(router).with_state(sampler).layer(from_fn_with_state(Arc::new(door), guard))
}

async fn nothing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "there is nothing here", "the page is at `/`, the API at `/api/v1/overview`")
}

/// What is read is not changed, and what is changed is not read.
async fn other_method(method: Method) -> Refusal {
    let allow = if method == Method::POST { "GET, HEAD" } else { "POST" };
    Refusal::method(&method, allow, format!("ask with {allow}"))
}
