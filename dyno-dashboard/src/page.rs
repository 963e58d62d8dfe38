//! The page and what belongs to it, as files that are part of the program.

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// The page itself.
const PAGE: &str = include_str!("../page/index.html");

/// What it is made of besides: where it is served, what it is, and what it says.
const FILES: &[(&str, &str, &str)] = &[
    ("/icon.svg", "image/svg+xml", include_str!("../page/icon.svg")),
    ("/detail.css", CSS, include_str!("../page/detail.css")),
    ("/page.css", CSS, include_str!("../page/page.css")),
    ("/steer.css", CSS, include_str!("../page/steer.css")),
    ("/table.css", CSS, include_str!("../page/table.css")),
    ("/acts.js", JS, include_str!("../page/acts.js")),
    ("/chart.js", JS, include_str!("../page/chart.js")),
    ("/columns.js", JS, include_str!("../page/columns.js")),
    ("/detail.js", JS, include_str!("../page/detail.js")),
    ("/dom.js", JS, include_str!("../page/dom.js")),
    ("/done.js", JS, include_str!("../page/done.js")),
    ("/errors.js", JS, include_str!("../page/errors.js")),
    ("/events.js", JS, include_str!("../page/events.js")),
    ("/facts.js", JS, include_str!("../page/facts.js")),
    ("/feed.js", JS, include_str!("../page/feed.js")),
    ("/format.js", JS, include_str!("../page/format.js")),
    ("/hands.js", JS, include_str!("../page/hands.js")),
    ("/health.js", JS, include_str!("../page/health.js")),
    ("/keys.js", JS, include_str!("../page/keys.js")),
    ("/list.js", JS, include_str!("../page/list.js")),
    ("/operator.js", JS, include_str!("../page/operator.js")),
    ("/overrides.js", JS, include_str!("../page/overrides.js")),
    ("/page.js", JS, include_str!("../page/page.js")),
    ("/parts.js", JS, include_str!("../page/parts.js")),
    ("/past.js", JS, include_str!("../page/past.js")),
    ("/row.js", JS, include_str!("../page/row.js")),
    ("/scroller.js", JS, include_str!("../page/scroller.js")),
    ("/sections.js", JS, include_str!("../page/sections.js")),
    ("/spark.js", JS, include_str!("../page/spark.js")),
    ("/steer.js", JS, include_str!("../page/steer.js")),
    ("/store.js", JS, include_str!("../page/store.js")),
    ("/table.js", JS, include_str!("../page/table.js")),
];

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Adds the page to a router.
pub(crate) fn with_page<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    FILES.iter().fold(router.route("/", get(page)), |router, &(path, kind, text)| {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_page_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let there =
            fs::read_dir(folder).unwrap().map(|file| format!("/{}", file.unwrap().file_name().to_string_lossy()));
        let served = FILES.iter().map(|(path, ..)| (*path).to_owned()).chain(["/index.html".to_owned()]);
        assert_eq!(there.collect::<BTreeSet<_>>(), served.collect::<BTreeSet<_>>());
    }
}
