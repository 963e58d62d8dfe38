use dyno::{command, retry};

#[retry(m = 3)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backof = off)]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[command(retry(colour = "red"))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[command(n = 3, backoff = off)]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(attempts = 3)]
async fn five() -> Result<u8, String> {
    Ok(5)
}

fn main() {}
