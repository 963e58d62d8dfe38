use dyno::{breaker, fallback, timeout};

#[timeout(2)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[timeout("2s")]
#[breaker(stock)]
#[fallback(off)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2 s, )]
#[fallback(|| Ok(2))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[timeout(None)]
#[fallback(NOTHING)]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
