use dyno::command;

#[command(breaker = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker("stores", probes = 2))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
