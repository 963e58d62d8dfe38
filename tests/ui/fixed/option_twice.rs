use dyno::command;

#[command(timeout = 2s, name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}
