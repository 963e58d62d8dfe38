use dyno::{breaker, fallback, timeout};

#[timeout(timeout = 2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker(breaker = "stock")]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(fallback = 2)]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
