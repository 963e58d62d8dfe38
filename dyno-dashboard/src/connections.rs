//! Connections of the dashboard's own server, each of which may use up only so much.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::sleep;

use crate::stall::Stalling;

/// How many there may be at once.
const CONNECTIONS: usize = 64;

/// How large the head of a request may be.
const HEAD: usize = 16 << 10;

/// How long the head of a request may take, and how long a connection may have nothing to ask.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// How long nothing is accepted when the system is out of files.
const BREATH: Duration = Duration::from_millis(100);

/// Accepts connections until it is stopped, and then leaves all of them.
pub(crate) async fn accept(listener: TcpListener, app: Router, mut stopped: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(target: "dyno", %error, "the dashboard cannot be served");
            return;
        }
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            sleep(BREATH).await;
            continue;
        };
        match places.clone().try_acquire_owned() {
            Ok(place) => _ = tokio::spawn(serve(stream, app.clone(), place)),
            Err(_) => refuse(stream),
        }
    }
}

async fn serve(stream: TcpStream, app: Router, place: OwnedSemaphorePermit) {
    // What is sent is sent whole: to wait for more would only delay it.
    _ = stream.set_nodelay(true);
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(Stalling::new(stream)), TowerToHyperService::new(app));
    let served = (&mut connection).await;
    if let Err(error) = served {
        tracing::debug!(target: "dyno", %error, "a reader of the dashboard left, or was left");
        let left = connection.into_parts();
        // Who has asked nothing is not told that it took too long.
        if error.is_timeout() && !left.read_buf.is_empty() {
            left.io.into_inner().say(too_slow().as_bytes());
        }
    }
    drop(place);
}

fn too_slow() -> String {
    answer(
        "408 Request Timeout",
        "",
        "{\"error\":\"the head of the request did not come within 5 s\",\"remedy\":\"send it at once\"}",
    )
}

/// Says so without waiting for anybody.
fn refuse(stream: TcpStream) {
    let body = format!(
        "{{\"error\":\"there are {CONNECTIONS} connections already\",\"remedy\":\"close one: each open page takes one or two\"}}"
    );
    let answer = answer("503 Service Unavailable", "retry-after: 5\r\n", &body);
    if let Ok(mut stream) = stream.into_std() {
        _ = stream.write(answer.as_bytes());
    }
}

/// Writes what is said where no request has come as far as to be answered otherwise.
fn answer(status: &str, more: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
