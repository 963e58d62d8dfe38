use dyno::{bulkhead, cache, command, harness, retry};

#[bulkhead(10, 20)]
async fn queued() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[cache(30s, 100)]
async fn kept(sku: u8) -> Result<u8, dyno::Error> {
    Ok(sku)
}

#[harness(true)]
async fn redacted() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[retry(backoff = dyno::Backoff::fixed(1s))]
async fn again() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(breaker(failure_rate = 50% + 3%))]
async fn failing() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
