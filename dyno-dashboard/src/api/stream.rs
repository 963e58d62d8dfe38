//! The overview as it changes, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::unfold;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until};

use crate::api::Refusal;
use crate::render::render;
use crate::sampler::{STREAMS, Sampler, Tick};

/// How much a stream may send a second: what is larger comes less often.
const BYTES_PER_SECOND: usize = 1 << 20;

/// The longest pause of a large one.
const LONGEST: u32 = 10;

/// `/api/v1/stream`
pub(crate) async fn stream(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let place = place(&sampler)?;
    let latest = sampler.follow();
    let body = unfold((sampler, latest, place, Instant::now()), |(sampler, mut latest, place, due)| async move {
        sleep_until(due).await;
        let tick = next(&mut latest).await?;
        let sent = render(move || tick.event()).await.ok()?;
        let due = Instant::now() + pause(sent.len());
        Some((Ok::<_, Infallible>(sent), (sampler, latest, place, due)))
    });
    Ok(events("text/event-stream", Body::from_stream(body)))
}

/// Takes a place among the streams, of which there are only so many.
pub(crate) fn place(sampler: &Sampler) -> Result<OwnedSemaphorePermit, Refusal> {
    sampler.streams().clone().try_acquire_owned().map_err(|_| {
        let error = format!("there are {STREAMS} streams already");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error, "close one, or ask `/api/v1/overview` now and then")
    })
}

/// Answers with a stream of events, which nobody may keep.
pub(crate) fn events(kind: &'static str, body: Body) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Waits for the next snapshot; those that were missed are left out. Cancel safe.
async fn next(latest: &mut tokio::sync::watch::Receiver<Option<Arc<Tick>>>) -> Option<Arc<Tick>> {
    loop {
        latest.changed().await.ok()?;
        if let Some(tick) = latest.borrow_and_update().clone() {
            return Some(tick);
        }
    }
}

/// How long nothing more is sent after so much.
fn pause(sent: usize) -> Duration {
    let seconds = u32::try_from(sent / BYTES_PER_SECOND).unwrap_or(LONGEST).min(LONGEST);
    Duration::from_secs(1) * seconds
}
