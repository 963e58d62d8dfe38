use dyno::{command, retry};

const NAME: &str = "inventory";
const N: u32 = 3;

#[retry(name = NAME)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backoff = off)]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry("inventory")]
fn three() -> Result<u8, String> {
    Ok(3)
}

#[command(retry = N)]
fn four() -> Result<u8, String> {
    Ok(4)
}
