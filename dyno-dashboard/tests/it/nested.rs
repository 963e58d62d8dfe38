//! The router in an app of one's own.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get as route;
use tokio::net::TcpListener;

use crate::http::{get, send};

/// Serves an app that has the dashboard under a path.
pub(crate) async fn app(path: &str) -> SocketAddr {
    let app = Router::new().route("/", route(|| async { "the app" })).nest(path, dyno_dashboard::router());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());
    address
}

#[tokio::test]
async fn it_is_served_under_a_path_and_the_app_is_as_it_was() {
    let address = app("/inside/dyno").await;
    assert_eq!(get(address, "/").await.body, "the app");
    assert_eq!(get(address, "/inside/dyno/api/v1/overview").await.json()["version"], 1);
    assert_eq!(get(address, "/inside/dyno/page.js").await.status, 200);
    assert_eq!(get(address, "/inside/dyno/nothing").await.json()["error"], "there is nothing here");
    assert_eq!(get(address, "/nothing").await.body, "");
}

#[tokio::test]
async fn the_page_finds_its_files_from_where_it_is() {
    let below = get(app("/inside/dyno").await, "/inside/dyno").await;
    assert!(below.body.contains("<base href=\"./dyno/\">"), "{below:?}");
    let beside = get(app("/inside/dyno/").await, "/inside/dyno/").await;
    assert_eq!((beside.status, beside.body.contains("<base")), (200, false), "{beside:?}");
    let odd = get(app("/of/{any}").await, "/of/%22%3E'onload=x").await;
    assert!(!odd.body.contains("onload=x"), "{odd:?}");
}

#[tokio::test]
async fn as_a_service_it_is_served_with_a_slash_and_without() {
    let app =
        Router::new().route("/", route(|| async { "the app" })).nest_service("/inside/dyno", dyno_dashboard::router());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());
    assert_eq!(get(address, "/").await.body, "the app");
    let plain = get(address, "/inside/dyno").await;
    assert_eq!((plain.status, plain.body.contains("<base href=\"./dyno/\">")), (200, true), "{plain:?}");
    let slash = get(address, "/inside/dyno/").await;
    assert_eq!((slash.status, slash.body.contains("<base")), (200, false), "{slash:?}");
    assert_eq!(get(address, "/inside/dyno/page.js").await.status, 200);
    assert_eq!(get(address, "/inside/dyno/api/v1/overview").await.json()["version"], 1);
    assert_eq!(get(address, "/inside/dyno/nothing").await.json()["error"], "there is nothing here");
}

#[tokio::test]
async fn without_a_token_it_answers_to_names_of_this_machine_alone() {
    let address = app("/dyno").await;
    let ask = |host: &str| format!("GET /dyno/api/v1/overview HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    for host in ["localhost", "127.0.0.1", "[::1]:7979", "localhost:1"] {
        assert_eq!(send(address, ask(host)).await.status, 200, "{host}");
    }
    for host in ["shop.example", "localhost.example", "10.0.0.7", "127.0.0.1.example"] {
        assert_eq!(send(address, ask(host)).await.status, 421, "{host}");
    }
}
