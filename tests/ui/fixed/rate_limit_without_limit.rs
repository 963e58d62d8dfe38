use dyno::{command, rate_limit};

#[command(rate_limit = 100 / 1s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[rate_limit(100 / 1s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, by = tenant))]
async fn three(tenant: u8) -> Result<u8, String> {
    Ok(1)
}

#[rate_limit("mail")]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 3))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
