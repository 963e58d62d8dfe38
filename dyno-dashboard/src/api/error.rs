//! What is answered instead, as JSON: what was wrong, and what to do about it.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that is not served, and why. Written as `{"error": .., "remedy": ..}`, and more where there is more to tell.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    error: String,
    remedy: String,
    /// The methods that are served.
    allow: Option<&'static str>,
    /// In how many seconds it is worth to ask again.
    again: Option<u16>,
    more: Option<(&'static str, Value)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { status, error: error.into(), remedy: remedy.into(), allow: None, again: None, more: None }
    }

    /// A method that is not served where others are.
    pub(crate) fn method(method: &Method, allow: &'static str, remedy: impl Into<String>) -> Self {
        let error = format!("{method} is not served");
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, error, remedy) }
    }

    /// Says in how many seconds to ask again.
    pub(crate) fn again_after(self, seconds: u16) -> Self {
        Self { again: Some(seconds), ..self }
    }

    /// Tells more of it.
    pub(crate) fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        Self { more: Some((name, value.into())), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, error, remedy, allow, again, more } = self;
        let mut written = json!({ "error": error, "remedy": remedy });
        if let Some((name, value)) = more {
            written[name] = value;
        }
        let mut response = super::json(written.to_string());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        if let Some(allow) = allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if let Some(again) = again {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(again));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
