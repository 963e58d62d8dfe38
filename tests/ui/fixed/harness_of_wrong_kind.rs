use dyno::{command, harness};

#[harness(redact = true)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[harness(redact = String::len)]
fn two() -> Result<u8, String> {
    Ok(1)
}

#[harness]
fn three() -> Result<u8, String> {
    Ok(1)
}

#[harness]
#[command(breaker)]
fn four() -> Result<u8, String> {
    Ok(1)
}

#[harness]
fn five() -> Result<u8, String> {
    Ok(1)
}

#[harness]
#[command(timeout = 2s)]
async fn six() -> Result<u8, String> {
    Ok(1)
}

#[harness(redact = |error: &String| error.len())]
fn seven() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
