use dyno::command;

const LIMIT: u32 = 3;

#[command(bulkhead = LIMIT)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(LIMIT))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(self::LIMIT, queue = 1))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(depot))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
