//! What is asked of a server on this machine.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// A port of this machine, behind which somebody answers.
#[derive(Debug)]
pub(super) struct Api(pub(super) u16);

impl Api {
    /// Gets a body; any status but 200 is an error.
    pub(super) fn get(&self, path: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("no answer from port {}: {error}", self.0);
        let mut stream = TcpStream::connect(("127.0.0.1", self.0)).map_err(failed)?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).map_err(failed)?;
        // Of HTTP 1.0, in which no answer comes in chunks.
        let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.0);
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("no answer to {path}: {answer:?}"))?;
        match head.split(' ').nth(1) {
            Some("200") => Ok(body.to_owned()),
            _ => Err(format!("{}: {body}", head.lines().next().unwrap_or_default())),
        }
    }

    /// Whether a query has had a number to answer since then.
    pub(super) fn has_data(&self, query: &str, since: u64) -> Result<bool, String> {
        let query: String = query.bytes().map(encoded).collect();
        let body = self.get(&format!("/api/v1/query_range?query={query}&start={since}&end={}&step=1", now()))?;
        let answer: Value = serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))?;
        let series = answer["data"]["result"].as_array().ok_or_else(|| format!("no result: {body}"))?;
        let mut values = series.iter().filter_map(|series| series["values"].as_array()).flatten();
        Ok(values.any(|value| value[1].as_str().is_some_and(|number| number != "NaN")))
    }
}

/// Counts seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { format!("%{byte:02X}") }
}
