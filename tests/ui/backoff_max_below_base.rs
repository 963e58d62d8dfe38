use dyno::retry;

#[retry(backoff = exponential(2s, max = 1s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = decorrelated(50ms, 10ms))]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = linear(50ms, max = 10ms))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

fn main() {}
