use dyno::rate_limit;

#[rate_limit(100 / 1s)]
fn stock() -> Result<u8, dyno::Error> {
    Ok(1)
}
