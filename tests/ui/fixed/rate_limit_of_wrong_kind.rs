use dyno::command;

#[allow(dead_code)]
const PER_SECOND: u32 = 100;

#[command(rate_limit = 100 / 1s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(50 / 1s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, wait = 0s))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 2))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(limit = 100 / 1s))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(limit = PER_SECOND / 1s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
