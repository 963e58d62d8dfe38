//! Whether the process answers.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::api::json as answer;
use crate::sampler::Sampler;

/// `/health`: 200 as long as the process serves. How what it calls does is not asked here: a breaker that is open is no reason to restart.
pub(crate) async fn health(State(sampler): State<Arc<Sampler>>) -> Response {
    let tick = sampler.follow().borrow().as_ref().map(|tick| tick.number);
    answer(json!({ "status": "serving", "pid": std::process::id(), "tick": tick }).to_string())
}
