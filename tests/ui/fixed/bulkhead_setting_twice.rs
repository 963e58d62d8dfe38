use dyno::command;

#[command(bulkhead(32))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot"))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot"))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", permits = 32))]
async fn four() -> Result<u8, String> {
    Ok(1)
}
