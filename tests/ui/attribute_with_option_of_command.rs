use dyno::{breaker, fallback, timeout};

#[timeout(2s, name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker("stock", timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2, handle = false)]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
