use dyno::command;

#[command(timeout = 9h)]
async fn one() -> Result<u8, String> {
    Ok(1)
}
