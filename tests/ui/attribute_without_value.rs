use dyno::{breaker, fallback, timeout};

#[timeout]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[fallback()]
#[breaker]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[fallback(crate = dyno)]
fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
