//! Writes what may be long, where that keeps nobody else waiting.

use axum::http::StatusCode;
use tokio::task::spawn_blocking;

use crate::api::Refusal;

/// Runs what takes long. A panic in it is an answer like any other.
pub(crate) async fn render<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    spawn_blocking(work).await.map_err(|_| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the answer could not be written",
            "this is a mistake in the dashboard; what it watches is well",
        )
    })
}
