use dyno::{command, retry};

#[retry(n = 3)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = off)]
async fn two() -> Result<u8, String> {
    Ok(2)
}

#[command(retry(name = "red"))]
async fn three() -> Result<u8, String> {
    Ok(3)
}

#[command(retry(n = 3, backoff = off))]
async fn four() -> Result<u8, String> {
    Ok(4)
}

#[retry(n = 3)]
async fn five() -> Result<u8, String> {
    Ok(5)
}
