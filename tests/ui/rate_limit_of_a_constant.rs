use dyno::rate_limit;

const R: u32 = 100;

#[rate_limit(limit = R)]
fn one() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
