use dyno::command;

#[command(bulkhead(32, queue = 3, queue_timeout = 1s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(32, queue = 0, queue_timeout = off))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(32, queue = 3, queue_timeout = off))]
async fn three() -> Result<u8, String> {
    Ok(1)
}
