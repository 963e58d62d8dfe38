//! A page that knows nothing of its template, its `ETag`, or of what "not modified" means: `cargo run --example aspect`

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::to_bytes;
use axum::http::header::{ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE as SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use axum::response::{Html, IntoResponse, Response};
use axum::{Router, extract::Request, http::StatusCode, routing::get};
use dyno::{Later, Next, aspect};

type Rest = Next<(Request,), Later<Response>>;

#[aspect]
async fn page(request: Request) -> Response {
    ([(LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")], format!("this is {}", request.uri().path())).into_response()
}

async fn if_modified((request,): (Request,), next: Rest) -> Response {
    let (asked, response) = (request.headers().clone(), next.call((request,)).await);
    let is_known = response.status() == StatusCode::OK && is_known(&asked, response.headers());
    if is_known { (StatusCode::NOT_MODIFIED, response.headers().clone()).into_response() } else { response }
}

fn is_known(asked: &HeaderMap, has: &HeaderMap) -> bool {
    if asked.contains_key(IF_NONE_MATCH) {
        let lists = asked.get_all(IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
        let mut tags = lists.flat_map(|list| list.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
        return tags.any(|tag| tag == "*" || has.get(ETAG).is_some_and(|own| own == tag));
    }
    let date = |has: &HeaderMap, of: HeaderName| httpdate::parse_http_date(has.get(of)?.to_str().ok()?).ok();
    date(asked, SINCE).zip(date(has, LAST_MODIFIED)).is_some_and(|(since, changed)| since >= changed)
}

async fn etag(args: (Request,), next: Rest) -> Response {
    let (parts, body) = next.call(args).await.into_parts();
    let (body, mut hasher) = (to_bytes(body, 1 << 20).await.expect("a page is short"), DefaultHasher::new());
    body.hash(&mut hasher);
    (parts, [(ETAG, format!("\"{:x}\"", hasher.finish()))], body).into_response()
}

async fn template(args: (Request,), next: Rest) -> Response {
    let (parts, body) = next.call(args).await.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a page is short");
    (parts, Html(format!("<h1>Shop</h1><p>{}</p>", String::from_utf8_lossy(&body)))).into_response()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    page::aspect().replace(|chain| _ = chain.push(if_modified).push(etag).push(template));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let (url, http) = (format!("http://{}/plums", listener.local_addr()?), reqwest::Client::new());
    tokio::spawn(async { axum::serve(listener, Router::new().route("/plums", get(page))).await });
    let tag = http.get(&url).send().await?.headers()[ETAG].to_str()?.to_owned();
    for (has, value) in [(IF_NONE_MATCH, &*format!("\"x\", W/{tag}")), (SINCE, "Fri, 02 Jan 2026 00:00:00 GMT")] {
        let known = http.get(&url).header(has, value).send().await?;
        assert_eq!((known.status(), known.headers()[ETAG].to_str()?), (StatusCode::NOT_MODIFIED, &*tag));
    }
    println!("{}\n{}", http.get(&url).send().await?.text().await?, page::plan());
    Ok(())
}
