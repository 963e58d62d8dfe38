//! `time!`

/// Times a block in the ambient [`Timer`](crate::Timer): `time!("name", { .. })` is what the block is. `?`, `return`, `break` and `.await`
/// in it mean what they say, and however it is left the interval ends. Without an ambient timer it is one look at the thread; the name,
/// which is anything that has `Display`, is evaluated only where there is one.
///
/// ```
/// use dyno::{Timer, time};
/// use tokio::net::TcpListener;
///
/// async fn listen(host: &str) -> std::io::Result<u16> {
///     let listener = time!(format!("bind {host}"), { TcpListener::bind((host, 0)).await? });
///     time!("look", { Ok(listener.local_addr()?.port()) })
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let timer = Timer::new();
/// assert!(timer.run(listen("127.0.0.1")).await.is_ok());
/// assert_eq!(timer.snapshot().events.len(), 4);
/// # }
/// ```
#[macro_export]
macro_rules! time {
    ($name:expr, $body:block $(,)?) => {{
        let _begun = match $crate::__timing::here() {
            ::core::option::Option::Some(here) => ::core::option::Option::Some(here.begin($name)),
            ::core::option::Option::None => ::core::option::Option::None,
        };
        $body
    }};
    ($($other:tt)*) => {
        ::core::compile_error!("what is timed is a name and a block: `time!(\"name\", { .. })`")
    };
}
