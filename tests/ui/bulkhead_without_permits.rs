use dyno::command;

#[command(bulkhead(permits = 0))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead = 0)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", permits = 1_000_000_001))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
