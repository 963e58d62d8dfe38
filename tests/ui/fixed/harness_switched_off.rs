use dyno::harness;

#[harness(redact = false)]
fn one() -> Result<u8, String> {
    Ok(1)
}

fn two() -> Result<u8, String> {
    Ok(1)
}
