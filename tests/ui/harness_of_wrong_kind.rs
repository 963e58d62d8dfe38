use dyno::{command, harness};

#[harness(redact = "all")]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[harness(redact = |a, b| a)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[harness("shop")]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(harness)]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[harness]
#[harness]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[harness(timeout = 2s)]
fn six() -> Result<u8, String> {
    Ok(1)
}

#[harness(redact = |error: &u8| *error)]
fn seven() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
