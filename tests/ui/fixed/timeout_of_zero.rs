use dyno::command;

#[command(timeout = off)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(attempt_timeout = off)]
async fn two() -> Result<u8, String> {
    Ok(1)
}
