use dyno::{command, retry};

#[retry(3)]
#[command(failure_if = |size: &u8| *size == 0)]
fn one(name: &str) -> u8 {
    u8::try_from(name.len()).unwrap_or(0)
}

#[retry(3)]
async fn two() -> Result<(), String> {
    Ok(())
}
