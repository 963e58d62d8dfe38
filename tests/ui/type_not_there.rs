use dyno::{Error, breaker, command, retry, timeout};

#[timeout(1s)]
async fn one(sku: &str) -> Result<u8, StockError> {
    Ok(1)
}

#[breaker]
fn two(sku: u8) -> Result<Stock, Error> {
    Ok(1)
}

#[retry(2)]
async fn three(skus: Vec<Sku>) -> Result<u8, Error> {
    Ok(1)
}

#[command(timeout = 1s)]
async fn four(sku: &str, depot: &str) -> Result<&str, Error> {
    Ok(sku)
}

fn main() {}
