use dyno::retry;

#[retry(backoff = exponential(50ms, factor = 1e400))]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = exponential(50ms, factor = -2))]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = exponential(50ms, factor = 200%, max = 1s))]
fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(jitter = factor(1e400%))]
fn four() -> Result<u8, String> {
    Ok(4)
}

fn main() {}
