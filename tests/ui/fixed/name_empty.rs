use dyno::command;

#[command(name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(group = "shop")]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker = "stock")]
async fn three() -> Result<u8, String> {
    Ok(1)
}
