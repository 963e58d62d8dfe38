use dyno::command;

#[command(bulkhead, breaker(count_rejections = 1))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead, breaker(count_rejections))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
