use dyno::{command, retry};

const NAME: &str = "inventory";

#[retry(NAME)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[retry(backof)]
fn two() -> Result<u8, String> {
    Ok(2)
}

#[retry(inventory)]
fn three() -> Result<u8, String> {
    Ok(3)
}

#[command(retry = inventory)]
fn four() -> Result<u8, String> {
    Ok(4)
}

fn main() {}
