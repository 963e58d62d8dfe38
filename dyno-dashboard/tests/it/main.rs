//! The dashboard over real sockets.

#[cfg(any(feature = "metrics", feature = "opentelemetry"))]
mod adapters;
mod api;
mod attacks;
mod calls;
mod child;
mod door;
mod http;
mod hystrix;
mod lately;
mod limits;
mod many;
mod metrics;
mod nested;
mod page;
mod steer;
mod stream;
mod token;
