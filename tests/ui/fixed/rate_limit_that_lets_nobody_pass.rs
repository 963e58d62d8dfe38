use dyno::command;

#[command(rate_limit(1 / 1s))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s, burst = 1))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(10 / 10ns))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(1_000_000_000 / 1h))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
