//! The JSON of `/api/v1`.

mod command;
mod error;
mod history;
mod lately;
mod overview;
mod policies;
mod row;
pub(crate) mod steer;
mod stream;
mod words;

pub(crate) use self::command::command;
pub(crate) use self::error::Refusal;
pub(crate) use self::history::history;
pub(crate) use self::overview::overview;
pub(crate) use self::stream::{PING, events, place, stream};

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// Answers with JSON that is made already.
pub(crate) fn json(body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}
