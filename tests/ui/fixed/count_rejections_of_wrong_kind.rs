use dyno::command;

#[command(bulkhead, breaker(count_rejections = true))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead, breaker(count_rejections = false))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
