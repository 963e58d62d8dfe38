#[allow(unused_imports)]
use dyno::{command, rate_limit};

#[rate_limit("mail", 100 / 1s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit("mail", 100 / 1s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 2))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = (a, b)))]
async fn five(a: u8, b: u8) -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit("post", 100 / 1s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
