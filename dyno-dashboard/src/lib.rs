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
