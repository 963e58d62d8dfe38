use dyno::command;

#[command(breaker(failure_rate = 50%))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(failure_rate = 50%))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
