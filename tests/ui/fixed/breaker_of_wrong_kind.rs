use dyno::command;

#[command(breaker = true)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker("stock", failure_rate = 50%))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
