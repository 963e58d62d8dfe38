use dyno::{breaker, timeout};

#[timeout(2s)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[breaker]
#[timeout(2s)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[timeout(2s)]
#[breaker]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
