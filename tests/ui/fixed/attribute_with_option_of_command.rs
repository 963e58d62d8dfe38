use dyno::{breaker, command, fallback, timeout};

#[timeout(2s)]
#[command(name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker("stock")]
#[command(timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2)]
#[command(handle = false)]
fn three() -> Result<u8, String> {
    Ok(1)
}
