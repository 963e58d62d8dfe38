use dyno::command;

#[command(timeout = 2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}
