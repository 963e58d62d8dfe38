use dyno::command;

#[command(timeout = 2s, attempt_timeout = 1s)]
async fn stock() -> Result<u8, String> {
    Ok(1)
}
