use dyno::{breaker, fallback, timeout};

#[timeout(2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2)]
#[breaker]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2, crate = dyno)]
fn three() -> Result<u8, String> {
    Ok(1)
}
