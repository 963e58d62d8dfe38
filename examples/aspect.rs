//! A page that knows nothing of its template, its `ETag`, or of what "not modified" means: `cargo run --example aspect`

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Router, routing::get};
use dyno::{Later, Next, aspect};

type Rest = Next<(Request,), Later<Response>>;

#[aspect]
async fn page(request: Request) -> Response {
    let text = Body::from(format!("this is {}", request.uri().path()));
    ([(header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")], text).into_response()
}

async fn if_modified((request,): (Request,), next: Rest) -> Response {
    let headers = [(header::IF_NONE_MATCH, header::ETAG), (header::IF_MODIFIED_SINCE, header::LAST_MODIFIED)];
    let has = headers.into_iter().find_map(|(has, of)| Some((request.headers().get(has)?.clone(), of)));
    let response = next.call((request,)).await;
    let is_known = has.is_some_and(|(has, of)| response.headers().get(of) == Some(&has));
    if is_known { StatusCode::NOT_MODIFIED.into_response() } else { response }
}

async fn etag(args: (Request,), next: Rest) -> Response {
    let (parts, body) = next.call(args).await.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a page is short");
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    (parts, [(header::ETAG, format!("\"{:x}\"", hasher.finish()))], body).into_response()
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
    let url = format!("http://{}/plums", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, Router::new().route("/plums", get(page))).await });

    let http = reqwest::Client::new();
    let first = http.get(&url).send().await?;
    let (tag, date) = (first.headers()[header::ETAG].clone(), first.headers()[header::LAST_MODIFIED].clone());
    println!("{tag:?}: {}", first.text().await?);
    for (has, value) in [(header::IF_NONE_MATCH, tag), (header::IF_MODIFIED_SINCE, date)] {
        assert_eq!(http.get(&url).header(has, value).send().await?.status(), StatusCode::NOT_MODIFIED);
    }
    page::aspect().replace(|chain| _ = chain.push(|_, _| async { "back at nine".into_response() }));
    assert_eq!(http.get(&url).send().await?.text().await?, "back at nine");
    println!("{}", page::plan());
    Ok(())
}
