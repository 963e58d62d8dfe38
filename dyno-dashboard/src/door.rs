//! Who is let in: by the name that was asked for, by method, and by token. What is let out: with headers that keep a browser from doing
//! more with it than to show it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::api::Refusal;
use crate::token::Token;

/// How much a request may bring along. Nothing that is asked here has a body.
const BODY: u64 = 64 << 10;

/// What every answer says. Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody frames it.
const HEADERS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
             base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Who is let in.
#[derive(Clone, Debug)]
pub(crate) enum Door {
    /// Who asks by a name of this machine's own: a page of others, to which its own name leads here, does not. `None` is any port.
    Loopback { ip: IpAddr, port: Option<u16> },
    /// Who has the token. That is known to no page of others, so the name does not matter.
    Token(Token),
    /// Nobody, because of how it is set up.
    Closed(String),
}

impl Door {
    /// That of a server on this address.
    pub(crate) fn of(address: SocketAddr, token: Option<Token>) -> Self {
        match token {
            Some(token) if !address.ip().is_loopback() => Self::Token(token),
            _ => Self::Loopback { ip: address.ip(), port: Some(address.port()) },
        }
    }

    /// That of a router in another app, whose address nobody knows here.
    pub(crate) fn anywhere() -> Self {
        match Token::from_environment() {
            Ok(Some(token)) => Self::Token(token),
            Ok(None) => Self::Loopback { ip: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port: None },
            Err(error) => Self::Closed(error.to_string()),
        }
    }

    fn admit(&self, request: &Request) -> Result<(), Refusal> {
        match self {
            Self::Loopback { .. } => self.check_host(request)?,
            Self::Closed(why) => {
                return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why, "start the program again after that"));
            }
            Self::Token(_) => {}
        }
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let remedy = "everything here is read with GET or HEAD; nothing can be changed";
            let error = format!("{} is not served", request.method());
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, error, remedy));
        }
        if length(request).is_some_and(|length| length > BODY) {
            let error = "the request brings more than 64 KiB along";
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error, "nothing here needs a body"));
        }
        if let Self::Token(token) = self {
            if !bearer(request).is_some_and(|sent| token.is(sent)) {
                let remedy = "send `authorization: Bearer` and the token that the program was started with";
                return Err(Refusal::new(StatusCode::UNAUTHORIZED, "the token is missing or another", remedy));
            }
        }
        Ok(())
    }

    /// Looks at each name that the request gives; all must be this machine's.
    fn check_host(&self, request: &Request) -> Result<(), Refusal> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let named = hosts.next().and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
        let is_only = hosts.next().is_none();
        // A target may be written as a whole address, which then counts as well.
        let target = request.uri().authority();
        let is_ours = |authority: &Authority| self.is_ours(authority);
        if is_only && named.as_ref().is_some_and(is_ours) && target.is_none_or(is_ours) {
            return Ok(());
        }
        let error = "this name is not one of the dashboard's, which answers to `localhost` and the loopback address with its port";
        Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            error,
            "ask for `127.0.0.1` with the port; a router in an app with another name needs `DYNO_TOKEN`",
        ))
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let Self::Loopback { ip, port } = self else { return false };
        // User and password are for nobody here.
        let is_plain = !authority.as_str().contains('@');
        let host = authority.host();
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_here = match (port, literal.parse::<IpAddr>()) {
            (Some(_), Ok(asked)) => asked == *ip,
            (None, Ok(asked)) => asked.is_loopback(),
            (_, Err(_)) => host.eq_ignore_ascii_case("localhost"),
        };
        let asked = if authority.as_str().ends_with(host) { Some(80) } else { authority.port_u16() };
        is_plain && is_here && (port.is_none() || *port == asked)
    }
}

/// Lets requests in or answers them with why not, and adds the headers that every answer has.
pub(crate) async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = match door.admit(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

fn length(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn bearer(request: &Request) -> Option<&[u8]> {
    let mut sent = request.headers().get_all(header::AUTHORIZATION).iter();
    let only = sent.next().filter(|_| sent.next().is_none())?.as_bytes();
    let (scheme, token) = only.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
}
