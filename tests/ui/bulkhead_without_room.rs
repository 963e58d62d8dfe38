use dyno::bulkhead;

#[bulkhead(32)]
fn one() -> u8 {
    1
}

#[bulkhead(32)]
fn two() -> Result<u8, u8> {
    Ok(1)
}

fn main() {}
