use dyno::harness;

#[harness(redact = false)]
fn one() -> Result<u8, String> {
    Ok(1)
}

fn two(text: &str) -> Result<u8, std::num::ParseIntError> {
    text.parse()
}
