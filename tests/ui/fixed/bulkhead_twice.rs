use dyno::{bulkhead, command};

#[bulkhead(32)]
#[command]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead("depot")]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead(32)]
#[command(timeout = 2s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead(32)]
async fn four() -> Result<u8, String> {
    Ok(1)
}
