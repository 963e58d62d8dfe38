use dyno::{breaker, bulkhead, command, retry};

#[command("stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[retry(3, 100ms)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[breaker(50%)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[bulkhead("db", 3, 2s)]
async fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
