use dyno::command;

#[command(breaker(window = calls()))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls("many")))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(2000000)))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(-1)))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls(limit)))]
async fn five(limit: u32) -> Result<u32, String> {
    Ok(limit)
}

#[command(breaker(window = calls(|| 100)))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = calls))]
async fn seven() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
