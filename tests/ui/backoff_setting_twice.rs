use dyno::retry;

#[retry(backoff = exponential(50ms, max = 1s, max = 60ms))]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = exponential(50ms, factor = 2, max = 1s, factor = 3))]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(backoff = decorrelated(50ms, 1s, max = 2s))]
fn three() -> Result<u8, String> {
    Ok(3)
}

fn main() {}
