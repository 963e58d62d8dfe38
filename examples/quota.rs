//! A service that allows five mails a second: each tenant has three of them and may wait a little, and whoever is told to come again later
//! comes just then.
//!
//! `cargo run --example quota`

use std::time::{Duration, Instant};

use dyno::{Error, command, rate_limit};

#[derive(Debug, thiserror::Error)]
enum MailError {
    #[error(transparent)]
    Guard(#[from] Error),
}

/// All tenants together: who comes too early is told when to come again.
#[command(rate_limit("mail service", 5 / 1s, burst = 3))]
async fn deliver(text: &str) -> Result<usize, MailError> {
    Ok(text.len()) // a call over the network
}

/// Each tenant by itself: who comes too early waits, but no longer than that.
#[rate_limit("mails of a tenant", 3 / 1s, burst = 2, wait = 200ms, by = tenant)]
async fn send(tenant: &str, text: &str) -> Result<usize, MailError> {
    loop {
        match deliver(text).await {
            Err(MailError::Guard(Error::RateLimited(limited))) => tokio::time::sleep(limited.retry_after).await,
            answer => return answer.inspect(|_| println!("  {tenant}: {text:?} is sent")),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    for round in 1..=4 {
        for tenant in ["acme", "globex"] {
            if let Err(error) = send(tenant, &format!("mail {round}")).await {
                println!("{:>6.1?} {tenant}: {error}", began.elapsed());
            }
        }
    }
    // An operator gives them more while the program runs.
    dyno::rate_limit("mails of a tenant")?.configure(|settings| settings.burst = Some(20))?;
    let sent = send("acme", "the rest").await;
    println!("{:>6.1?} {sent:?}", began.elapsed());
    for limit in dyno::snapshot().rate_limits {
        println!("{}", limit.why());
    }
    assert!(began.elapsed() < Duration::from_secs(10));
    Ok(())
}
