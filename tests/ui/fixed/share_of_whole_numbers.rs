use dyno::{Error, breaker, command};

const HALF: f64 = 0.5;

#[breaker(failure_rate = 100%)]
fn one() -> Result<u8, Error> {
    Ok(1)
}

#[command(breaker(failure_rate = HALF, slow_call = 1s, slow_rate = 2.0 / 4.0))]
fn two() -> Result<u8, Error> {
    Ok(1)
}
