use dyno::{command, rate_limit};

#[rate_limit(5 per 1s)]
fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[rate_limit(10000h / 1)]
fn two() -> Result<u8, dyno::Error> {
    Ok(2)
}

#[rate_limit(1h / 100)]
fn three() -> Result<u8, dyno::Error> {
    Ok(3)
}

#[rate_limit(1 / 10000h)]
fn four() -> Result<u8, dyno::Error> {
    Ok(4)
}

#[command(rate_limit = 5 per 1s, timeout = 2s)]
async fn five() -> Result<u8, dyno::Error> {
    Ok(5)
}

fn main() {}
