use dyno::command;

#[command(breaker(probes = 3))]
async fn one() -> Result<u8, String> {
    Ok(1)
}
