//! An HTTP server on a free loopback port, ended in order.

use std::io;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Serves one app until it is closed.
pub(crate) struct Server {
    url: String,
    open: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Binds a free port of 127.0.0.1 and begins to serve.
    pub(crate) async fn open(app: Router) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (open, closed) = oneshot::channel();
        let serving = axum::serve(listener, app).with_graceful_shutdown(async {
            closed.await.unwrap_or(());
        });
        Ok(Self { url, open, serving: tokio::spawn(serving.into_future()) })
    }

    /// Names the server as `http://127.0.0.1:port`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Takes no more requests and returns when those under way are answered.
    pub(crate) async fn close(self) -> io::Result<()> {
        drop(self.open);
        self.serving.await.map_err(io::Error::other)?
    }
}
