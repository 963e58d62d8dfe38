use dyno::command;

#[command(bulkhead(permit = 3))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(threads = 3))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
