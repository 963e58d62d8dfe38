//! The page and what belongs to it, as files that are part of the program.

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// The page itself.
const PAGE: &str = include_str!("../page/index.html");

/// What it is made of besides: where it is served, what it is, and what it says.
const FILES: [(&str, &str, &str); 2] = [
    ("/page.js", "text/javascript; charset=utf-8", include_str!("../page/page.js")),
    ("/page.css", "text/css; charset=utf-8", include_str!("../page/page.css")),
];

/// Adds the page to a router.
pub(crate) fn with_page<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    FILES.into_iter().fold(router.route("/", get(page)), |router, (path, kind, text)| {
        router.route(path, get(move || async move { ([(header::CONTENT_TYPE, kind)], text) }))
    })
}

/// Serves the page. It names its files from where it is; under a path without a slash at its end they are below that.
async fn page(OriginalUri(asked): OriginalUri) -> Response {
    let last = asked.path().rsplit('/').next().unwrap_or_default();
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~%".contains(&letter);
    let html = if last.is_empty() || !last.bytes().all(is_plain) {
        PAGE.to_owned()
    } else {
        PAGE.replacen("<head>", &format!("<head>\n    <base href=\"./{last}/\">"), 1)
    };
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
