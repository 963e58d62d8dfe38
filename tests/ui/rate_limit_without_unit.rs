use dyno::command;

#[command(rate_limit = 100)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit("mail", 100))]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1 s))]
async fn four() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / 1day))]
async fn five() -> Result<u8, String> {
    Ok(1)
}

#[command(rate_limit(100 / s))]
async fn six() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
