use dyno::command;

#[command(timeout = 2s, attempt_timeout = 1s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s, attempt_timeout = 2s, retry = 1)]
async fn two() -> Result<u8, String> {
    Ok(1)
}
