use dyno::{command, retry};

#[retry(n = 1)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(2)]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[command(retry = 3)]
async fn three() -> Result<u8, String> {
    Ok(3)
}
