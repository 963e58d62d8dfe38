//! The overview as it changes, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{Stream, StreamExt as _, iter, unfold};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep_until, timeout};

use crate::api::Refusal;
use crate::render::render;
use crate::sampler::{STREAMS, Sampler, Tick, unix_milliseconds};

/// How much a stream may send a second: what is larger comes less often.
const BYTES_PER_SECOND: usize = 1 << 20;

/// The longest pause of a large one.
const LONGEST: u32 = 10;

/// For how long a stream says nothing at most: readers, and proxies on the way to them, take silence for an end.
const SILENCE: Duration = Duration::from_secs(5);

/// What is sent where there is nothing else.
pub(crate) const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// `/api/v1/stream`
pub(crate) async fn stream(State(sampler): State<Arc<Sampler>>) -> Result<Response, Refusal> {
    let place = place(&sampler)?;
    let latest = sampler.follow();
    let body = unfold((sampler, latest, place, Instant::now()), |(sampler, mut latest, place, due)| async move {
        sleep_until(due).await;
        let tick = next(&mut latest).await?;
        let sent = render(move || tick.event()).await.ok()?;
        let due = Instant::now() + pause(sent.len());
        Some((sent, (sampler, latest, place, due)))
    });
    Ok(events("text/event-stream", body.flat_map(|sent| iter([clock(), sent]))))
}

/// By this the reader knows how old an overview is, whatever his own clock says and whoever sets either.
fn clock() -> Bytes {
    format!("event: clock\ndata: {}\n\n", unix_milliseconds(SystemTime::now())).into()
}

/// Takes a place among the streams, of which there are only so many.
pub(crate) fn place(sampler: &Sampler) -> Result<OwnedSemaphorePermit, Refusal> {
    sampler.streams().clone().try_acquire_owned().map_err(|_| {
        let error = format!("there are {STREAMS} streams already");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error, "close one, or ask `/api/v1/overview` now and then")
            .again_after(5)
    })
}

/// Answers with a stream of events, which nobody may keep.
pub(crate) fn events(kind: &'static str, body: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let body = Body::from_stream(alive(body, SILENCE).map(Ok::<_, Infallible>));
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Says that somebody is there whenever nothing else was said for so long.
fn alive(body: impl Stream<Item = Bytes> + Send, silence: Duration) -> impl Stream<Item = Bytes> + Send {
    unfold(Box::pin(body), move |mut body| async move {
        let said = timeout(silence, body.next()).await.unwrap_or(Some(PING));
        said.map(|said| (said, body))
    })
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Bytes;
    use futures_util::stream::{StreamExt as _, iter, pending};

    use super::{PING, alive};

    #[tokio::test]
    async fn silence_is_broken_and_nothing_is_lost() {
        let said = Bytes::from_static(b"data: 1\n\n");
        let body = iter([said.clone(), said.clone()]).chain(pending());
        let mut stream = Box::pin(alive(body, Duration::from_millis(1)));
        for expected in [&said, &said, &PING, &PING] {
            assert_eq!(stream.next().await.as_ref(), Some(expected));
        }
    }

    #[tokio::test]
    async fn the_end_is_an_end() {
        let mut stream = Box::pin(alive(iter([]), Duration::from_millis(1)));
        assert_eq!(stream.next().await, None);
    }
}
