use dyno::{breaker, command};

#[breaker]
async fn one(sku: u8) -> Result<u8, dyno::Error> {
    let left = sku + 1;
    Ok(left);
}

#[breaker]
fn two(sku: u8) -> Result<u8, dyno::Error> {
    let left = sku + 1;
    Ok(left);
}

#[command]
async fn three() -> u8 {}

fn main() {}
