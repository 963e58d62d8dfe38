//! Two virtual hosts in one process: each has a registry of its own, with its own dependencies, breakers and caches, and the house's where it
//! has none.
//!
//! `cargo run --example hosts`

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header::HOST};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use dyno::{Error, Registry, command};
use reqwest::Client;
use tokio::net::TcpListener;

/// What a host shows its visitors.
trait Theme: Send + Sync {
    fn greeting(&self) -> String;
}

struct Plain;

impl Theme for Plain {
    fn greeting(&self) -> String {
        "Welcome.".to_owned()
    }
}

struct Fancy;

impl Theme for Fancy {
    fn greeting(&self) -> String {
        "Be welcome, dear guest!".to_owned()
    }
}

/// What all hosts have in common.
struct House {
    city: &'static str,
}

/// The one handler of both hosts, with an error that axum knows how to show.
async fn page() -> Result<String, (StatusCode, String)> {
    greet().await.map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))
}

#[command(breaker("greetings", consecutive = 3))]
async fn greet(#[inject] theme: Arc<dyn Theme>, #[inject] house: Arc<House>) -> Result<String, Error> {
    Ok(format!("{} This is {}.", theme.greeting(), house.city))
}

/// Answers each request in the registry of the host that it names.
async fn on_its_host(
    State(hosts): State<Arc<HashMap<&'static str, Registry>>>,
    request: Request,
    next: Next,
) -> Response {
    let name = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = hosts.get(name).cloned().unwrap_or_else(Registry::current);
    host.scope(next.run(request)).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let house = Registry::global();
    house.provide(Arc::new(House { city: "Bremen" }))?;
    house.provide::<dyn Theme>(Arc::new(Plain))?;

    let (inn, grand) = (house.child(), house.child());
    grand.provide::<dyn Theme>(Arc::new(Fancy))?;
    for registry in [house, &inn, &grand] {
        registry.validate()?;
    }

    let hosts = Arc::new(HashMap::from([("inn.test", inn), ("grand.test", grand.clone())]));
    let app = Router::new().route("/", get(page)).layer(from_fn_with_state(hosts, on_its_host));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });

    let client = Client::new();
    let visit = async |host: &'static str| -> Result<String, reqwest::Error> {
        let answer = client.get(format!("http://{address}/")).header("host", host).send().await?;
        Ok(format!("{host}: {} {}", answer.status().as_u16(), answer.text().await?))
    };
    println!("{}\n{}", visit("inn.test").await?, visit("grand.test").await?);

    // One host's breaker is not the other's.
    grand.scope(async { dyno::breaker("greetings").map(|breaker| breaker.trip()) }).await??;
    println!("{}\n{}", visit("inn.test").await?, visit("grand.test").await?);
    Ok(())
}
