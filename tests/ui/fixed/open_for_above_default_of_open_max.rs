use dyno::command;

#[command(breaker(open_for = 2m, open_max = 5m))]
async fn one() -> Result<u8, String> {
    Ok(1)
}
