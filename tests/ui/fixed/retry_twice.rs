use dyno::{command, retry};

#[command(retry = 3)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(n = 4)]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[command(retry = 5)]
fn three() -> Result<u8, String> {
    Ok(3)
}

#[retry(4)]
fn four() -> Result<u8, String> {
    Ok(4)
}
