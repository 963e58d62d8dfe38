use dyno::command;

#[command(bulkhead(32, permits = 3))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", name = "yard"))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", "yard"))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead("depot", 32))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
