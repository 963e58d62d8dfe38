//! A client that sends what it is told to, and a reader of streams.

use std::net::SocketAddr;
use std::time::Duration;

use dyno_dashboard::Page;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long nothing may come, where something should.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Reads a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Reads the body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    fn of(raw: &[u8]) -> Self {
        let raw = String::from_utf8_lossy(raw);
        let (head, body) = raw.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {raw:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { unchunked(body) } else { body.to_owned() };
        Self { status, head: head.to_owned(), body }
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("the size of a chunk");
        if size == 0 {
            break;
        }
        whole += &rest[..size];
        body = &rest[size + 2..];
    }
    whole
}

/// Serves a page on a free port.
pub(crate) async fn page() -> Page {
    dyno_dashboard::serve("127.0.0.1:0").await.expect("a free port")
}

/// Sends these bytes, and reads until the other side closes.
pub(crate) async fn send(address: SocketAddr, raw: impl AsRef<[u8]>) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    // Who is refused may be left before all is sent.
    _ = stream.write_all(raw.as_ref()).await;
    Answer::of(&drain(&mut stream).await)
}

/// Reads until the other side closes, in order or not.
pub(crate) async fn drain(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut all)).await;
    assert!(read.is_ok(), "it is still open, and said {:?}", String::from_utf8_lossy(&all));
    all
}

/// Asks for a path in order.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Answer {
    send(address, request(address, "GET", path)).await
}

/// Sends JSON to a path in order.
pub(crate) async fn post(address: SocketAddr, path: &str, token: Option<&str>, body: &str) -> Answer {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n{token}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    send(address, head + body).await
}

/// Writes a request as it should be.
pub(crate) fn request(address: SocketAddr, method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")
}

/// A stream of events that is read as it comes.
pub(crate) struct Events {
    stream: TcpStream,
    read: Vec<u8>,
    pub(crate) head: String,
}

impl Events {
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.expect("somebody listens");
        stream.write_all(request(address, "GET", path).as_bytes()).await.expect("a request is sent");
        let mut events = Self { stream, read: Vec::new(), head: String::new() };
        events.head = events.until("\r\n\r\n").await.expect("a head");
        events
    }

    /// Gives the next event, without the chunks that it came in and those that say no more than the time; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            let event = self.any().await?;
            if event != ": ping\n\n" && !event.starts_with("event: clock\n") {
                return Some(event);
            }
        }
    }

    /// Gives the next, whatever it says.
    pub(crate) async fn any(&mut self) -> Option<String> {
        let mut whole = String::new();
        while !whole.ends_with("\n\n") {
            let size = self.until("\r\n").await?;
            let size = usize::from_str_radix(&size, 16).expect("the size of a chunk");
            whole += &self.take(size + 2).await?[..size];
        }
        Some(whole)
    }

    async fn until(&mut self, end: &str) -> Option<String> {
        loop {
            if let Some(at) = self.read.windows(end.len()).position(|here| here == end.as_bytes()) {
                let found = self.take(at + end.len()).await?;
                return Some(found[..at].to_owned());
            }
            self.more().await?;
        }
    }

    async fn take(&mut self, bytes: usize) -> Option<String> {
        while self.read.len() < bytes {
            self.more().await?;
        }
        let taken = self.read.drain(..bytes).collect();
        Some(String::from_utf8(taken).expect("text"))
    }

    async fn more(&mut self) -> Option<()> {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.read)).await;
        match read.expect("something comes, or the end") {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(()),
        }
    }
}
