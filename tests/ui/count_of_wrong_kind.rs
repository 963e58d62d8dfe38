use dyno::command;

#[command(breaker(min_calls = 2.5))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(min_calls = 20%))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(min_calls = "20"))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(min_calls = 20s))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(min_calls = -1))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(min_calls = 5000000000))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
