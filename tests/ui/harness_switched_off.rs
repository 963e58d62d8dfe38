use dyno::harness;

#[harness(false)]
fn one() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
