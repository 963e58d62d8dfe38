use dyno::command;

#[command(bulkhead("depot", permits = 32))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot"), timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", queue = 3, queue_timeout = 2s))]
async fn three() -> Result<u8, String> {
    Ok(1)
}
