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
//! let app: Router = Router::new().nest("/dyno", dyno_dashboard::router());
//! ```
//!
//! | path | what it is |
//! |---|---|
//! | `/` | the page |
//! | `/api/v1/overview` | everything, in one object |
//! | `/api/v1/commands/{name}` | one command, with its plan, its history and its events |
//! | `/api/v1/history` | the traffic of all commands in the last 120 s |
//! | `/api/v1/stream` | the overview as server-sent events |
//! | `/metrics` | Prometheus |
//! | `/hystrix.stream` | the Hystrix dashboard |
//! | `/health` | 200 while the process serves |
//!
//! The page lists every declared command, the unwell first. Keys: `/` filters, `u` leaves the unwell alone, `j` and `k` move, Enter opens, Esc closes,
//! `?` lists them.
//!
//! All of it only reads. `docs/guide/dashboard.md` in the repository has every field, who may look, and the limits.

mod api;
mod connections;
mod door;
mod health;
mod hystrix;
mod page;
mod prometheus;
mod render;
mod routes;
mod sampler;
mod serve;
mod stall;
mod token;

pub use self::routes::router;
pub use self::serve::{Page, ServeError, serve};
pub use self::token::TokenError;

#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/dashboard.md")]
struct Guide;
