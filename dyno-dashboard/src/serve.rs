//! A server of its own for the page: on its own thread, so that it answers also when the program is too busy to.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread;

use tokio::net::{ToSocketAddrs, lookup_host};
use tokio::sync::oneshot;

use crate::connections::accept;
use crate::door::Door;
use crate::routes::routes;
use crate::sampler::Sampler;
use crate::token::{Token, TokenError, VARIABLE};

/// Serves the page until what it gives is closed or dropped.
///
/// It has a thread of its own, and answers also when all threads of the program are busy. An address that other machines can reach is
/// refused unless the variable `DYNO_TOKEN` is set in the environment: then every request must say `authorization: Bearer` and that token.
/// A browser cannot be told to, so watch a program on another machine through a tunnel (`ssh -L 7979:127.0.0.1:7979 there`) to a page on its
/// loopback address. On such an address reading needs no token; where one is set, who has it may change what runs.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), dyno_dashboard::ServeError> {
/// let page = dyno_dashboard::serve("127.0.0.1:0").await?; // any free port; 7979 in earnest
/// println!("watch it at http://{}", page.address());
/// page.close().await;
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`ServeError`] with the remedy: an address that is taken or not known, one that others can reach without a token, an empty token.
pub async fn serve(address: impl ToSocketAddrs) -> Result<Page, ServeError> {
    let token = Token::from_environment()?;
    let addresses: Vec<_> = lookup_host(address).await.map_err(ServeError::Unknown)?.collect();
    if let Some(exposed) = addresses.iter().find(|address| !address.ip().is_loopback() && token.is_none()) {
        return Err(ServeError::Exposed { address: *exposed });
    }
    let listener = bind(&addresses)?;
    let address = listener.local_addr().map_err(ServeError::Thread)?;
    let door = Door::of(address, token);

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(2)
        .thread_name("dyno-dashboard")
        .build()
        .map_err(ServeError::Thread)?;
    let (stop, stopped) = oneshot::channel();
    let (ends, ended) = oneshot::channel();
    let app = routes(Sampler::shared(), door);
    let work = move || {
        runtime.block_on(accept(listener, app, stopped));
        runtime.shutdown_background();
        // Whoever waits for the end may have left.
        _ = ends.send(());
    };
    thread::Builder::new().name("dyno-dashboard".to_owned()).spawn(work).map_err(ServeError::Thread)?;
    Ok(Page { address, stop, ended })
}

fn bind(addresses: &[SocketAddr]) -> Result<TcpListener, ServeError> {
    let mut refused = ServeError::Unknown(io::Error::new(io::ErrorKind::NotFound, "it has no address"));
    for address in addresses {
        let bound = TcpListener::bind(address).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        match bound {
            Ok(listener) => return Ok(listener),
            Err(source) => refused = ServeError::Bind { address: *address, source },
        }
    }
    Err(refused)
}

/// A page that is served, until this is closed or dropped.
#[must_use = "the page is served until this is dropped"]
pub struct Page {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: oneshot::Receiver<()>,
}

impl Page {
    /// Tells where it is served.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it, with all streams, and returns when the address is free again. Dropped before that, it ends all the same.
    pub async fn close(self) {
        let Self { stop, ended, .. } = self;
        drop(stop);
        // An error says that the thread has ended already.
        _ = ended.await;
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Why a page cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken, or not this machine's.
    #[error("the dashboard cannot listen on {address}: {source}; give it another port, or 0 for any that is free")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The address is none.
    #[error("the dashboard has no address to listen on: {0}; write one such as `127.0.0.1:7979`")]
    Unknown(#[source] io::Error),
    /// Other machines can reach the address, and no token is set.
    #[error(
        "{address} can be reached from other machines: set `{VARIABLE}` to a secret that every request must carry, or listen on \
         `127.0.0.1:{}`", address.port()
    )]
    Exposed {
        /// The address.
        address: SocketAddr,
    },
    /// The token cannot be one.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The system gives no thread or socket to serve from.
    #[error("the dashboard cannot be served: {0}; the system may be out of threads or of open files")]
    Thread(#[source] io::Error),
}
