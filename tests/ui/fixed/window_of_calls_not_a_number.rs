use dyno::command;

#[command(breaker(window = calls(10)))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(100)))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(1000000)))]
async fn three() -> Result<u8, String> {
    Ok(1)
}
