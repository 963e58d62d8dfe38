use dyno::{command, rate_limit};

#[command(rate_limit(100 / 1s, burst = 10))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[rate_limit(100 / 1s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s), timeout = 1s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 10))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[rate_limit(100 / 1s)]
async fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
