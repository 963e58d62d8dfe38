//! A command for each tenant, by a name that is made at run time: one tenant's depot is down, and the others notice nothing.
//!
//! `cargo run --example tenants`

use std::time::Duration;

use dyno::{Command, SettingsError};

#[derive(Debug, thiserror::Error)]
enum StockError {
    #[error("the depot of {0} is down")]
    Down(String),
    #[error(transparent)]
    Guard(#[from] dyno::Error),
}

/// Builds the command of a tenant, or finds the one that lives.
fn stock_of(tenant: &str) -> Result<Command, SettingsError> {
    Command::builder(format!("stock of {tenant}"))
        .group("depots")
        .timeout(Duration::from_secs(2))
        .breaker(|breaker| breaker.consecutive(5))
        .bulkhead(|bulkhead| bulkhead.permits(32))
        .build()
}

/// Serves one request: builds the command anew, because that is cheap.
async fn left_in_stock(tenant: &str) -> Result<u32, Box<dyn std::error::Error>> {
    let left = stock_of(tenant)?
        .prepare_async(|| ask_depot(tenant))
        .fallback(|cause| async move {
            println!("  {tenant}: {cause}");
            Ok(0)
        })
        .call()
        .await?;
    Ok(left)
}

async fn ask_depot(tenant: &str) -> Result<u32, StockError> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    if tenant == "acme" { Err(StockError::Down(tenant.to_owned())) } else { Ok(7) }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for _ in 0..7 {
        for tenant in ["acme", "globex", "initech"] {
            let left = left_in_stock(tenant).await?;
            println!("{tenant} has {left}");
        }
    }
    for command in dyno::commands().iter().filter(|command| command.group() == "depots") {
        println!("\n{}\n{}", command.snapshot().why(), command.plan());
    }
    Ok(())
}
