use dyno::{bulkhead, command};

#[bulkhead(10, 20, 30)]
fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(bulkhead(10, queue = 20, 30))]
fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
