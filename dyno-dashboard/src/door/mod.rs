//! Who is let in: by the name that was asked for, by method, and by token. What is let out: with headers that keep a browser from doing
//! more with it than to show it.

mod guesses;
mod names;
mod post;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::api::Refusal;
use crate::door::guesses::Guesses;
use crate::door::names::Names;
use crate::token::{Token, VARIABLE};

pub(crate) use self::post::{BODY, body};

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
#[derive(Debug)]
pub(crate) struct Door {
    readers: Readers,
    /// What makes an operator. Without it nobody is one.
    token: Option<Token>,
    guesses: Guesses,
}

/// Who may read.
#[derive(Clone, Debug)]
enum Readers {
    /// Who asks by a name of this machine's own: a page of others, to which its own name leads here, does not.
    Loopback(Names),
    /// Who has the token. That is known to no page of others, so the name does not matter.
    Token,
    /// Nobody, because of how it is set up.
    None(String),
}

/// Whether somebody with the token may change what runs. It goes with each request that is let in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CanSteer(pub(crate) bool);

impl Door {
    /// That of a server on this address.
    pub(crate) fn of(address: SocketAddr, token: Option<Token>) -> Self {
        let is_loopback = address.ip().is_loopback();
        let readers =
            if token.is_some() && !is_loopback { Readers::Token } else { Readers::Loopback(Names::of(address)) };
        Self { readers, token, guesses: Guesses::default() }
    }

    /// That of a router in another app, whose address nobody knows here.
    pub(crate) fn anywhere() -> Self {
        let (readers, token) = match Token::from_environment() {
            Ok(Some(token)) => (Readers::Token, Some(token)),
            Ok(None) => (Readers::Loopback(Names::any_loopback()), None),
            Err(error) => (Readers::None(error.to_string()), None),
        };
        Self { readers, token, guesses: Guesses::default() }
    }

    /// Looks at all but the token; gives what was sent in its stead where one is needed.
    fn look(&self, request: &Request) -> Result<Option<Vec<u8>>, Refusal> {
        match &self.readers {
            Readers::Loopback(names) => names.check(request)?,
            Readers::None(why) => {
                return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, why, "start the program again after that"));
            }
            Readers::Token => {}
        }
        let is_post = request.method() == Method::POST;
        if !is_post && ![Method::GET, Method::HEAD].contains(request.method()) {
            let remedy = "everything here is read with GET or HEAD, and changed with POST by who has the token";
            return Err(Refusal::method(request.method(), "GET, HEAD", remedy));
        }
        if is_post && self.token.is_none() {
            let remedy = format!(
                "nothing can be changed here: start the program with `{VARIABLE}` set to a secret, which makes an operator of who sends it"
            );
            return Err(Refusal::method(request.method(), "GET, HEAD", remedy));
        }
        if length(request).is_some_and(|length| length > BODY as u64) {
            return Err(post::too_long());
        }
        if is_post {
            post::check(request)?;
        }
        let needs_token = is_post || matches!(self.readers, Readers::Token);
        Ok(needs_token.then(|| bearer(request).unwrap_or_default().to_vec()))
    }

    async fn admit(&self, mut request: Request) -> Result<Request, Refusal> {
        if let (Some(sent), Some(token)) = (self.look(&request)?, &self.token) {
            self.guesses.check(token, &sent).await?;
        }
        request.extensions_mut().insert(CanSteer(self.token.is_some()));
        Ok(request)
    }
}

/// Lets requests in or answers them with why not, and adds the headers that every answer has.
pub(crate) async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = match door.admit(request).await {
        Ok(request) => next.run(request).await,
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
