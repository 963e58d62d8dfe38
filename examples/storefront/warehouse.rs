//! The service that fails: it answers, then hangs, then refuses, then answers again, and counts who asked meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use std::{fmt, io};

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use crate::server::Server;

/// How the warehouse treats a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Up,
    Slow,
    Down,
}

/// The outage, in order; it ends as it begins, so that it can be played in a loop.
const SCRIPT: [(Mood, Duration); 4] = [
    (Mood::Up, Duration::from_secs(3)),
    (Mood::Slow, Duration::from_secs(6)),
    (Mood::Down, Duration::from_secs(6)),
    (Mood::Up, Duration::from_secs(5)),
];

const HANG: Duration = Duration::from_secs(3);

/// Adds up how long the script plays.
pub(crate) fn length() -> Duration {
    SCRIPT.iter().map(|(_, lasts)| *lasts).sum()
}

/// Plays the script once and returns the moment from which the warehouse was up again.
pub(crate) async fn play(mood: &watch::Sender<Mood>) -> Instant {
    let mut began = Instant::now();
    let mut turn = began;
    for (next, lasts) in SCRIPT {
        mood.send_replace(next);
        began = Instant::now();
        turn += lasts;
        sleep_until(turn).await;
    }
    began
}

/// A warehouse on a port of its own, in the mood that it is told.
pub(crate) struct Warehouse {
    server: Server,
    door: Arc<Door>,
}

struct Door {
    mood: watch::Receiver<Mood>,
    dead_calls: AtomicU64,
}

impl Warehouse {
    pub(crate) async fn open(mood: watch::Receiver<Mood>) -> io::Result<Self> {
        let door = Arc::new(Door { mood, dead_calls: AtomicU64::new(0) });
        let app = Router::new()
            .route("/stock/{sku}", get(async |Path(sku): Path<u32>| Json(json!({ "left": 1 + sku % 7 }))))
            .route("/price/{sku}", get(async |Path(sku): Path<u32>| Json(json!({ "cents": 999 + 100 * sku }))))
            .route("/reviews/{sku}", get(async |Path(sku): Path<u32>| Json(12 + sku)))
            .layer(middleware::from_fn_with_state(Arc::clone(&door), at_the_door));
        let server = Server::open(app).await?;
        Ok(Self { server, door })
    }

    pub(crate) fn url(&self) -> &str {
        self.server.url()
    }

    /// Counts the requests that came while it was slow or down.
    pub(crate) fn dead_calls(&self) -> u64 {
        self.door.dead_calls.load(Relaxed)
    }

    pub(crate) async fn close(self) -> io::Result<()> {
        self.server.close().await
    }
}

/// Stands before every route and lets the mood out on the request.
async fn at_the_door(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mood = *door.mood.borrow();
    if mood != Mood::Up {
        door.dead_calls.fetch_add(1, Relaxed);
    }
    match mood {
        Mood::Up => {}
        Mood::Slow => sleep(HANG).await,
        Mood::Down => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
    next.run(request).await
}

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Up => f.write_str("up"),
            Self::Slow => write!(f, "slow, every request hangs for {} s", HANG.as_secs()),
            Self::Down => f.write_str("down, every request is refused with 503"),
        }
    }
}
