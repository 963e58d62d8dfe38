//! What guards a function, and who said so: at the start, and after it was changed while running.
//!
//! `cargo run --example plan`

use std::io;
use std::time::Duration;

use dyno::{Command, command};

#[derive(Debug, thiserror::Error)]
enum StockError {
    #[error("the warehouse gave no answer")]
    Warehouse(#[from] io::Error),
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

#[command(
    timeout = 500ms,
    breaker("inventory", failure_rate = 30%, open_for = 2s),
    bulkhead("warehouse", permits = 8, queue = 20),
    fallback = 7
)]
async fn stock(sku: u32) -> Result<u32, StockError> {
    let _warehouse = tokio::net::TcpStream::connect("127.0.0.1:1").await?;
    Ok(sku)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}\n", stock::plan());

    // An evening of trouble: more patience, less at once, and a breaker that lets everything through.
    let command = Command::named(&stock::plan().command)?;
    command.configure(|settings| settings.timeout = Some(Duration::from_secs(2)))?;
    stock::bulkhead().resize(2, 20)?;
    stock::breaker().disable();

    println!("{}\n\n{} are left", command.plan(), stock(1).await?);
    Ok(())
}
