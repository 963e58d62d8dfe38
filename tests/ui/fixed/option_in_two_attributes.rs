use dyno::{breaker, command, fallback, timeout};

#[timeout(2s)]
async fn timeouts() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s)]
async fn timeout_and_option() -> Result<u8, String> {
    Ok(1)
}

#[breaker]
#[timeout(2s)]
async fn option_and_timeout() -> Result<u8, String> {
    Ok(1)
}

#[timeout(1s)]
#[breaker("stock")]
async fn breakers() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker = "stock")]
fn breaker_and_option() -> Result<u8, String> {
    Ok(1)
}

#[breaker("stock")]
fn option_and_breaker() -> Result<u8, String> {
    Ok(1)
}

#[fallback(|_| Ok(2))]
fn fallbacks() -> Result<u8, String> {
    Ok(1)
}

#[command(fallback = 2)]
fn fallback_and_option() -> Result<u8, String> {
    Ok(1)
}

#[fallback(2)]
fn option_and_fallback() -> Result<u8, String> {
    Ok(1)
}

#[breaker]
#[fallback(1, crate = ::dyno)]
fn roots() -> Result<u8, String> {
    Ok(1)
}

#[timeout(1s)]
#[breaker("one")]
#[fallback(1)]
async fn everything() -> Result<u8, String> {
    Ok(1)
}
