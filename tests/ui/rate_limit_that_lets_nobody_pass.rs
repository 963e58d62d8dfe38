use dyno::command;

#[command(rate_limit(0 / 1s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 0s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 0))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 10ns))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(2_000_000_000 / 1h))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
