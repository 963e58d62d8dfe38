use dyno::command;

#[command(breaker(open_for = 10s, open_max = 50s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}
