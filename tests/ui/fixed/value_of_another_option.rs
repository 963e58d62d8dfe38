use dyno::{bulkhead, cache, command, harness, retry};

#[bulkhead(10, queue = 20)]
async fn queued() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[cache(30s, capacity = 100)]
async fn kept(sku: u8) -> Result<u8, dyno::Error> {
    Ok(sku)
}

#[harness(redact = true)]
async fn redacted() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[retry(backoff = fixed(1s))]
async fn again() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(breaker(failure_rate = 0.5 + 0.03))]
async fn failing() -> Result<u8, dyno::Error> {
    Ok(1)
}
