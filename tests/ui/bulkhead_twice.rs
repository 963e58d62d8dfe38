use dyno::{bulkhead, command};

#[bulkhead(32)]
#[command(bulkhead = 32)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead("depot")]
#[bulkhead("yard")]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead(32, timeout = 2s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead(bulkhead = 32)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
