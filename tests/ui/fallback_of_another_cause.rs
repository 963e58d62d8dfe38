use std::io;

use dyno::command;

#[command(breaker, fallback = |error: io::Error| Err(error))]
fn one(sku: u32) -> Result<u32, io::Error> {
    Ok(sku)
}

#[command(breaker, fallback = |error: dyno::Error| Err(error))]
async fn two(sku: u32) -> Result<u32, dyno::Error> {
    Ok(sku)
}

fn main() {}
