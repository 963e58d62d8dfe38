use dyno::{breaker, fallback, timeout};

#[timeout(2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker("stock")]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(known)]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn known() -> Result<u8, String> {
    "1".parse().map_err(|_| "unknown".to_owned())
}
