use dyno::command;

#[command(breaker(min_calls = 1))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = 10s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
