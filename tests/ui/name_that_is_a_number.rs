use dyno::{breaker, bulkhead, cache, command, rate_limit, retry};

#[retry("3")]
async fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[rate_limit("5/s")]
async fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[bulkhead("3")]
async fn three() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(retry = "100 ms")]
async fn four() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(breaker = "50%")]
async fn five() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(rate_limit = "10")]
async fn six() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(rate_limit = "5 per minute")]
async fn seven() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[cache("30s")]
async fn eight() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[breaker("7")]
async fn nine() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(retry("3scale"), bulkhead("2s", permits = 3))]
async fn ten() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
