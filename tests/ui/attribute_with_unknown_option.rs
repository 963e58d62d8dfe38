use dyno::{breaker, fallback, timeout};

#[timeout(limit = 2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker("stock", failures = 3)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2, or = 3)]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
