//! Who would like to change something, and must not.

mod pages;
mod requests;
mod secrets;

use std::net::SocketAddr;

use serde_json::json;

use crate::http::{Answer, get, send};
use crate::steer::TOKEN;

/// What an attacker would like to be done.
fn wish() -> String {
    json!({ "kind": "breaker", "name": "depot", "act": "force_open", "because": "mischief" }).to_string()
}

/// A request with just these lines in its head.
fn raw(path: &str, lines: &[&str], body: &str) -> String {
    let lines = lines.join("\r\n");
    format!("POST {path} HTTP/1.1\r\n{lines}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// Nothing has come of any of it.
async fn assert_unharmed(address: SocketAddr) {
    let breaker = get(address, "/api/v1/settings/breaker/depot").await.json();
    assert_eq!((&breaker["state"], &breaker["overrides"]), (&json!("closed"), &json!([])));
    assert_eq!(get(address, "/api/v1/audit").await.json()["entries"], json!([]));
}

/// The head of a request from the page itself.
fn own(address: SocketAddr) -> Vec<String> {
    vec![
        format!("host: {address}"),
        format!("origin: http://{address}"),
        "sec-fetch-site: same-origin".to_owned(),
        "content-type: application/json".to_owned(),
        format!("authorization: Bearer {TOKEN}"),
    ]
}

async fn ask(address: SocketAddr, lines: &[String]) -> Answer {
    let lines: Vec<_> = lines.iter().map(|line| &**line).collect();
    send(address, raw("/api/v1/acts", &lines, &wish())).await
}

/// The same as the page would send, but for one line, which is another or, where it is empty, not there.
async fn but(address: SocketAddr, name: &str, line: &str) -> Answer {
    let mut lines = own(address);
    lines.retain(|own| !own.starts_with(name));
    lines.extend((!line.is_empty()).then(|| line.to_owned()));
    ask(address, &lines).await
}
