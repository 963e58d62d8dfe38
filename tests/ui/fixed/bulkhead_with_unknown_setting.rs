use dyno::command;

#[command(bulkhead(permits = 3))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(permits = 3, queue = 3))]
async fn two() -> Result<u8, String> {
    Ok(1)
}
