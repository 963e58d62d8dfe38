//! The live page of dyno: what guarded functions do, as a page, as JSON and as streams.
//!
//! ```no_run
//! # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let page = dyno_dashboard::serve("127.0.0.1:7979").await?;
//! println!("watch it at http://{}", page.address());
//! // .. the program does its work ..
//! page.close().await;
//! # Ok(()) }
//! ```
//!
//! In an app of one's own it is a router:
//!
//! ```
//! # use axum::Router;
//! let app: Router = Router::new().nest_service("/dyno", dyno_dashboard::router());
//! ```
//!
//! | path | what it is |
//! |---|---|
//! | `/` | the page |
//! | `/api/v1/overview` | everything, in one object |
//! | `/api/v1/commands/{name}` | one command, with its plan, its history and its events |
//! | `/api/v1/history` | the traffic of all commands in the last 120 s |
//! | `/api/v1/stream` | the overview as server-sent events |
//! | `/api/v1/settings/{kind}/{name}` | what there is to be changed of one thing |
//! | `/api/v1/overrides`, `/api/v1/audit` | what operators have changed |
//! | `/metrics` | Prometheus |
//! | `/hystrix.stream` | the Hystrix dashboard |
//! | `/health` | 200 while the process serves |
//!
//! The page lists every declared command, the unwell first. Keys: `/` filters, `u` leaves the unwell alone, `j` and `k` move, Enter opens, Esc closes,
//! `?` lists them.
//!
//! The figures of `/metrics` go to the facade `metrics` and to OpenTelemetry as well, with the features `metrics` and `opentelemetry`. Without `page`, which is on by
//! default, there is no HTTP.
//!
//! Without a token all of it only reads. Where the variable `DYNO_TOKEN` is set in the environment, who has that token may change settings, trip breakers, blow
//! fuses and clear caches, from the page (`o`) or by POST, each time with a reason, and take it back. `docs/guide/dashboard.md` in the
//! repository has every field and request, who may look and act, and the limits.

#[cfg(feature = "page")]
mod api;
#[cfg(feature = "page")]
mod connections;
#[cfg(feature = "page")]
mod door;
#[cfg(any(feature = "page", feature = "metrics", feature = "opentelemetry"))]
mod exported;
#[cfg(feature = "page")]
mod health;
#[cfg(feature = "page")]
mod hystrix;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "opentelemetry")]
pub mod opentelemetry;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "page")]
mod prometheus;
#[cfg(feature = "page")]
mod render;
#[cfg(feature = "page")]
mod routes;
#[cfg(feature = "page")]
mod sampler;
#[cfg(feature = "page")]
mod serve;
#[cfg(feature = "page")]
mod stall;
#[cfg(feature = "page")]
mod token;

#[cfg(feature = "page")]
pub use self::routes::router;
#[cfg(feature = "page")]
pub use self::serve::{Page, ServeError, serve};
#[cfg(feature = "page")]
pub use self::token::TokenError;

#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/dashboard.md")]
struct Guide;
