use dyno::command;

#[command(breaker(name = "stores"))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker("stock"))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
