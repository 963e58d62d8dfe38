//! Connections to other hosts, as services.

use std::fmt::Write;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpStream, ToSocketAddrs, lookup_host};
use tokio::time::timeout;

use crate::command::handle::Command;
use crate::command::remaining::remaining;
use crate::error::Error;
use crate::inject::Service;

/// How long a ready-made service may take to connect, with all its attempts.
const LIMIT: Duration = Duration::from_secs(10);

/// Connects to a host and a port, such as `"queue.internal:5672"`: to each of its addresses in turn, until one answers. Where the time is limited, by
/// a `timeout` around it, each has its share of what is [left](crate::remaining), so that one which is silent does not take that of the
/// others. Cancel safe.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// # let address = listener.local_addr()?.to_string();
/// use std::io;
/// use tokio::net::TcpStream;
///
/// #[dyno::command(timeout = 5s, retry(3, backoff = fixed(1ms)))]
/// async fn queue(address: &str) -> io::Result<TcpStream> {
///     dyno::connect(address).await
/// }
///
/// queue(&address).await?;
/// # drop(listener);
/// let refused = queue(&address).await.unwrap_err();
/// assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
/// assert!(refused.to_string().contains(&address));
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// That of the last address, with what each of them said; that of the lookup.
pub async fn connect(address: impl ToSocketAddrs) -> io::Result<TcpStream> {
    let addresses: Vec<_> = lookup_host(address).await?.collect();
    let (mut kind, mut said) = (io::ErrorKind::NotFound, String::from("no address answered"));
    for (at, address) in addresses.iter().enumerate() {
        let left = u32::try_from(addresses.len() - at).unwrap_or(u32::MAX);
        let connecting = TcpStream::connect(address);
        let ended = match remaining() {
            Some(time) => timeout(time / left, connecting).await.unwrap_or_else(|_| Err(silent(time / left))),
            None => connecting.await,
        };
        match ended {
            Ok(stream) => return Ok(stream),
            Err(error) => {
                kind = error.kind();
                let _ = write!(said, "; {address}: {error}");
            }
        }
    }
    Err(io::Error::new(kind, said))
}

impl Service<TcpStream> {
    /// Connects to a host and a port, such as `"queue.internal:5672"`, trying every address in turn: a command of this name with 3 attempts and 10 s
    /// for all of them, which can be changed as that of any other. Where other limits, a breaker or a fallback are wanted from the start, a
    /// function with [`#[service]`](macro@crate::service) asks [`connect`](crate::connect).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// # let address = listener.local_addr()?.to_string();
    /// use dyno::{Registry, Service, ServiceScope};
    /// use tokio::net::TcpStream;
    ///
    /// let registry = Registry::new();
    /// registry.provide_service(Service::tcp("queue", address.clone()).scope(ServiceScope::Transient))?;
    /// let queue = registry.resolve::<TcpStream>().await?; // one for whoever asks
    /// assert_eq!(queue.peer_addr()?.to_string(), address);
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn tcp(name: impl Into<Arc<str>>, address: impl Into<Arc<str>>) -> Self {
        let (name, address) = (name.into(), address.into());
        Self::new(name.clone(), move || {
            let (name, address) = (name.clone(), address.clone());
            async move {
                let command =
                    Command::builder(name).timeout(LIMIT).attempt_timeout(LIMIT / 3).retry(|retry| retry).build();
                let command = command.map_err(|problem| problem.to_string())?;
                let attempt = move || {
                    let address = address.clone();
                    async move { connect(&*address).await.map_err(Failed::Refused) }
                };
                command.call_async(attempt).await.map(Arc::new).map_err(|failed| failed.to_string())
            }
        })
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Refused(io::Error),
    #[error(transparent)]
    Rejected(#[from] Error),
}

fn silent(time: Duration) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, format!("no answer in {time:?}"))
}
