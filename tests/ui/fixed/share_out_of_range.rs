use dyno::command;

#[command(breaker(failure_rate = 100%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = 50%))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = 1.0))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(jitter = 0.5))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(jitter = 10%))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = 1e1%))]
async fn six() -> Result<u8, String> {
    Ok(1)
}
