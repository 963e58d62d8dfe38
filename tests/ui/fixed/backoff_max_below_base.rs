use dyno::retry;

#[retry(backoff = exponential(1s, max = 2s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = decorrelated(10ms, 50ms))]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = linear(50ms, max = 50ms))]
async fn three() -> Result<u8, String> {
    Ok(3)
}
