//! A depot that is not open yet: two attempts are refused, the third goes well. And one that never opens: every error is kept.
//!
//! `cargo run --example retry`

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use dyno::{Compound, retry};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Knocks, and says so. Each attempt returns one `io::Error`; the function returns all of them.
#[retry(
    n = 3,
    backoff = exponential(20ms),
    jitter = equal,
    on = |error: &io::Error| error.kind() == ErrorKind::ConnectionRefused
)]
async fn knock(depot: SocketAddr, knocked: &UnboundedSender<()>) -> Result<TcpStream, Compound<io::Error>> {
    let answer = TcpStream::connect(depot).await;
    knocked.send(()).ok();
    answer
}

/// Reserves an address at which nobody listens yet.
async fn closed() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0").await?.local_addr()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (knocked, mut knocks) = unbounded_channel();

    let depot = closed().await?;
    let opens = async {
        knocks.recv().await;
        knocks.recv().await;
        TcpListener::bind(depot).await
    };
    let (stream, listener) = tokio::join!(knock(depot, &knocked), opens);
    println!("{} is open, after {} retries", stream?.peer_addr()?, knock::metrics().totals.retries);
    drop(listener?);

    let errors = knock(closed().await?, &knocked).await.unwrap_err();
    println!("{errors:#}");
    assert_eq!(errors.len(), 3);
    assert!(errors.iter().all(|error| error.kind() == ErrorKind::ConnectionRefused));

    println!("{}", knock::retry().why());
    Ok(())
}
