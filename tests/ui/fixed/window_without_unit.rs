use dyno::command;

#[command(breaker(window = 10s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}
