use dyno::{breaker, command};

#[breaker(failure_rate = 50 * 2)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(slow_call = 1s, slow_rate = (1 + 1) / 4))]
fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
