use dyno::{breaker, bulkhead, command, retry};

#[command(name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[retry(n = 3, backoff = fixed(100ms))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[breaker(failure_rate = 50%)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead("a remedied db", permits = 3, queue = 1, queue_timeout = 2s)]
async fn five() -> Result<u8, String> {
    Ok(1)
}
