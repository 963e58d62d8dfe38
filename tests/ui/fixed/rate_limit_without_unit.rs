use dyno::command;

#[command(rate_limit = 100 / 1s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit("mail", 100 / 1s))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 24h))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
