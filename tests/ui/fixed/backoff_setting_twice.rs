use dyno::retry;

#[retry(backoff = exponential(50ms, max = 60ms))]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = exponential(50ms, factor = 3, max = 1s))]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = decorrelated(50ms, 1s))]
fn three() -> Result<u8, String> {
    Ok(3)
}
