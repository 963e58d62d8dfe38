use dyno::command;

#[command(breaker(slow_rate = 50%, slow_call = 1s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}
