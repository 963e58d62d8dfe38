use dyno::command;

#[command(bulkhead = 50)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead = 2)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(32, queue = 10))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(32, queue = 10, queue_timeout = 3s))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead = off)]
async fn five() -> Result<u8, String> {
    Ok(1)
}
