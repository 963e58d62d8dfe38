use dyno::{breaker, bulkhead, cache, command, rate_limit, retry};

#[retry(n = 3)]
async fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[rate_limit(5 / 1s)]
async fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[bulkhead(permits = 3)]
async fn three() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(retry(backoff = fixed(100ms)))]
async fn four() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(breaker(failure_rate = 50%))]
async fn five() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(rate_limit(10 / 1s))]
async fn six() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(rate_limit = 5 / 1m)]
async fn seven() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[cache(30s)]
async fn eight() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[breaker(name = "7")]
async fn nine() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(retry("3scale"), bulkhead(name = "2s", permits = 3))]
async fn ten() -> Result<u8, dyno::Error> {
    Ok(1)
}
