use dyno::command;

#[command(breaker(window = calls(10)))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(100)))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(1000000)))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(1)))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

const LIMIT: u32 = 50;

#[command(breaker(window = calls(LIMIT)))]
async fn five(limit: u32) -> Result<u32, String> {
    Ok(limit)
}

#[command(breaker(window = calls(100)))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(100)))]
async fn seven() -> Result<u8, String> {
    Ok(1)
}
