use dyno::{breaker, timeout};

#[timeout(2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker]
#[timeout(2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s)]
#[breaker]
async fn three() -> Result<u8, String> {
    Ok(1)
}
