use dyno::{breaker, fallback, timeout};

#[timeout(2s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s)]
#[breaker("stock")]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s)]
#[fallback(|_| Ok(2))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[timeout(off)]
#[fallback(|_| Ok(NOTHING))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

const NOTHING: u8 = 0;
