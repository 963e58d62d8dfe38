//! The dashboard over real sockets.

mod api;
mod calls;
mod http;
mod stream;
