//! Attributes of axum and tokio above, between and below dyno's.

use std::future::pending;
use std::time::Duration;

use axum::Router;
use axum::debug_handler;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dyno::{breaker, command, timeout};
use tokio::net::TcpListener;

/// What a handler answers when it cannot.
#[derive(Debug)]
struct Refused(dyno::Error);

impl From<dyno::Error> for Refused {
    fn from(error: dyno::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0 {
            dyno::Error::Timeout { .. } => StatusCode::GATEWAY_TIMEOUT,
            dyno::Error::Open { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.0.to_string()).into_response()
    }
}

#[debug_handler]
#[timeout(200ms)]
#[breaker("handlers: above", open_for = 60s)]
async fn above(Path(sku): Path<u8>) -> Result<String, Refused> {
    if sku == 0 { pending().await } else { Ok(format!("above {sku}")) }
}

#[timeout(200ms)]
#[debug_handler]
#[breaker("handlers: between", open_for = 60s)]
async fn between(Path(sku): Path<u8>) -> Result<String, Refused> {
    if sku == 0 { pending().await } else { Ok(format!("between {sku}")) }
}

#[timeout(200ms)]
#[breaker("handlers: below", open_for = 60s)]
#[debug_handler]
async fn below(Path(sku): Path<u8>) -> Result<String, Refused> {
    if sku == 0 { pending().await } else { Ok(format!("below {sku}")) }
}

#[command(timeout = 200ms, fallback = |_| Ok(format!("last known {}", query.len())))]
#[debug_handler]
async fn answered(Path(sku): Path<u8>, Query(query): Query<Vec<(String, String)>>) -> Result<String, Refused> {
    if sku == 0 { pending().await } else { Ok(format!("answered {sku}")) }
}

#[debug_handler]
#[command(name = "handlers: named", breaker("handlers: settled", min_calls = 7), fallback = |_| Ok("7"))]
async fn named() -> Result<&'static str, Refused> {
    pending().await
}

fn router() -> Router {
    Router::new()
        .route("/above/{sku}", get(above))
        .route("/between/{sku}", get(between))
        .route("/below/{sku}", get(below))
        .route("/answered/{sku}", get(answered))
}

#[dyno::test]
async fn routes_are_served_over_a_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router()).await });
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
    let ask = async |path: &str| {
        let response = client.get(format!("http://{address}/{path}")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    for name in ["above", "between", "below"] {
        assert_eq!(ask(&format!("{name}/7")).await, (200, format!("{name} 7")));
        assert_eq!(ask(&format!("{name}/0")).await.0, 504, "{name}");
        dyno::breaker(&format!("handlers: {name}")).unwrap().trip().unwrap();
        assert_eq!(ask(&format!("{name}/7")).await.0, 503, "{name}");
        assert_eq!(ask(&format!("{name}/x")).await.0, 400, "{name}: no call, the path is wrong");
    }
    for metrics in [above::metrics(), between::metrics(), below::metrics()] {
        let calls = metrics.totals.calls;
        assert_eq!((calls.success, calls.timeout, calls.rejected, metrics.totals.started), (1, 1, 1, 3));
    }
    assert_eq!(ask("answered/7").await, (200, "answered 7".to_owned()));
    assert_eq!(ask("answered/0?a=b&c=d").await, (200, "last known 2".to_owned()));

    let names = dyno::snapshot().commands.into_iter().map(|command| command.name);
    let names: Vec<_> = names.filter(|name| name.starts_with("it::weave::handlers::")).collect();
    let expected =
        ["above", "answered", "below", "between", "main_above::run", "main_below::main", "main_between::main"];
    assert_eq!(names, expected.map(|name| format!("it::weave::handlers::{name}")), "axum keeps copies for its checks");
    assert!(dyno::Command::named("handlers: named").is_ok() && named::metrics().totals.started == 0);
}

mod main_below {
    #[dyno::command(timeout = 2s, breaker)]
    #[tokio::main(flavor = "current_thread", start_paused = true)]
    pub(super) async fn main() -> Result<u8, super::Refused> {
        std::future::pending().await
    }
}

/// It is a sync function when dyno sees it.
mod main_above {
    #[tokio::main(flavor = "current_thread")]
    #[dyno::breaker]
    #[dyno::fallback(|_| Ok(tokio::runtime::Handle::try_current().is_err()))]
    pub(super) async fn run(good: bool) -> Result<bool, super::Refused> {
        tokio::task::yield_now().await;
        Ok(good)
    }
}

mod main_between {
    #[dyno::breaker]
    #[tokio::main(flavor = "current_thread")]
    #[dyno::fallback(7)]
    pub(super) async fn main() -> Result<u8, super::Refused> {
        tokio::task::yield_now().await;
        Ok(1)
    }
}

#[dyno::test]
fn a_main_of_tokio() {
    assert!(matches!(main_below::main(), Err(Refused(dyno::Error::Timeout { .. }))));
    assert_eq!(main_below::main::metrics().totals.calls.timeout, 1);
    assert!(!main_above::run(false).unwrap());
    assert_eq!(main_between::main().unwrap(), 1);
    for breaker in [main_below::main::breaker(), main_above::run::breaker(), main_between::main::breaker()] {
        breaker.trip().unwrap();
    }
    assert!(matches!(main_below::main(), Err(Refused(dyno::Error::Open { .. }))));
    assert!(main_above::run(false).unwrap());
    assert_eq!(main_between::main().unwrap(), 7);
}
