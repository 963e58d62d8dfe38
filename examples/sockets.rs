//! A socket as a dependency: connected by three attempts, with something that stands in while nobody answers, and closed at the end.
//!
//! `cargo run --example sockets`

use std::io;
use std::sync::Arc;
use std::time::Duration;

use dyno::{Error, inject, service};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::sleep;

/// Where the figures go.
#[async_trait::async_trait]
trait Figures: Send + Sync {
    async fn count(&self, what: &str) -> io::Result<String>;
}

/// A server of them at the other end of a socket, which answers each line with a line.
struct Remote(Mutex<BufReader<TcpStream>>);

#[async_trait::async_trait]
impl Figures for Remote {
    async fn count(&self, what: &str) -> io::Result<String> {
        let mut socket = self.0.lock().await;
        socket.write_all(format!("{what}\n").as_bytes()).await?;
        let mut answer = String::new();
        socket.read_line(&mut answer).await?;
        Ok(answer.trim_end().to_owned())
    }
}

/// What stands in for it.
struct Nowhere;

#[async_trait::async_trait]
impl Figures for Nowhere {
    async fn count(&self, what: &str) -> io::Result<String> {
        Ok(format!("{what} is not counted"))
    }
}

/// Where the server is.
struct Address(String);

/// Makes one attempt to connect; how often, how long, and what else, says the attribute.
#[service(as = dyn Figures, eager, timeout = 2s, retry(3, backoff = fixed(20ms)), fallback = |error| {
    println!("standing in, because {error}");
    Nowhere
}, shutdown = |_figures| println!("closed"))]
async fn figures(#[inject] address: Arc<Address>) -> io::Result<Remote> {
    let socket = dyno::connect(&*address.0).await?;
    Ok(Remote(Mutex::new(BufReader::new(socket))))
}

/// Nothing in here knows of sockets, attempts or addresses.
#[inject]
async fn sell(article: &str, #[inject] figures: Arc<dyn Figures>) -> Result<String, SaleError> {
    Ok(figures.count(article).await?)
}

#[derive(Debug, thiserror::Error)]
enum SaleError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Guard(#[from] Error),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Nobody listens there yet: the port is taken, and given back.
    let address = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    dyno::provide(Arc::new(Address(address.to_string())))?;
    dyno::validate()?;

    dyno::Registry::global().start(Duration::from_secs(5)).await?;
    println!("{}", sell("a rake").await?);

    let listener = TcpListener::bind(address).await?;
    tokio::spawn(serve(listener));
    println!("now somebody listens");
    // Whoever asks once the pause is over has it built again, in the background.
    while sell("a spade").await? != "1 x a spade" {
        sleep(Duration::from_millis(20)).await;
    }
    println!("{}", sell("a spade").await?);

    tokio::task::spawn_blocking(|| dyno::shutdown(Duration::from_secs(5))).await??;
    Ok(())
}

/// Answers each line by how often it has come, over one connection.
async fn serve(listener: TcpListener) -> io::Result<()> {
    let (socket, _) = listener.accept().await?;
    let mut socket = BufReader::new(socket);
    let (mut line, mut lines) = (String::new(), Vec::new());
    while socket.read_line(&mut line).await? > 0 {
        let what = line.trim_end().to_owned();
        lines.push(what.clone());
        let count = lines.iter().filter(|known| **known == what).count();
        socket.write_all(format!("{count} x {what}\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `main` provides is what `figures` needs.
    dyno::validate_test!(|| dyno::provide(Arc::new(Address("127.0.0.1:1".to_owned()))).unwrap());
}
