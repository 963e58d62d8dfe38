//! What must be so of a request that changes something, whoever sends it: no page of others can send one like it.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use tokio::time::timeout;

use crate::api::Refusal;
use crate::door::names::host;

/// How much a request may bring along.
pub(crate) const BODY: usize = 64 << 10;

/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(5);

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Looks at where it comes from and at what it is. A browser says the first of its own accord, and asks beforehand, which is refused,
/// whether a page of others may send JSON.
pub(super) fn check(request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    if !is_from_here(request) {
        let error = "this was sent by a page from elsewhere";
        let remedy = "send it from the dashboard's own page, or without `origin` and `sec-fetch-site`; a proxy has to pass `host` on";
        return Err(Refusal::new(StatusCode::FORBIDDEN, error, remedy));
    }
    if !only(headers, &header::CONTENT_TYPE).is_some_and(is_json) {
        let error = "what changes something is JSON";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error, "send `content-type: application/json`"));
    }
    Ok(())
}

/// Whoever is no browser says nothing of it.
fn is_from_here(request: &Request) -> bool {
    let headers = request.headers();
    let is_same = !headers.contains_key(FETCH_SITE) || only(headers, &FETCH_SITE) == Some("same-origin");
    is_same && (!headers.contains_key(header::ORIGIN) || is_own(only(headers, &header::ORIGIN), request))
}

/// The host that was asked for, which on a loopback address is known to be ours.
fn is_own(origin: Option<&str>, request: &Request) -> bool {
    let named = origin.and_then(|origin| origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")));
    named.zip(host(request)).is_some_and(|(named, host)| named.eq_ignore_ascii_case(host.as_str()))
}

fn is_json(kind: &str) -> bool {
    let (kind, more) = kind.split_once(';').unwrap_or((kind, ""));
    let is_text = more.trim().is_empty() || more.trim().eq_ignore_ascii_case("charset=utf-8");
    kind.trim().eq_ignore_ascii_case("application/json") && is_text
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())?.to_str().ok()
}

/// Reads what a request brings along, as much as it may be, in the time that it may take.
pub(crate) async fn body(body: Body) -> Result<Bytes, Refusal> {
    match timeout(PATIENCE, to_bytes(body, BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(too_long()),
        Err(_) => {
            let error = "what the request brings along did not come within 5 s";
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, error, "send it at once"))
        }
    }
}

pub(super) fn too_long() -> Refusal {
    let error = "the request brings more than 64 KiB along, or broke off";
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error, "nothing here needs so much")
}
