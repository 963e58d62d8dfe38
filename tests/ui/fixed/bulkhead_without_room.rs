use dyno::{bulkhead, fallback};

#[bulkhead(32)]
#[fallback(0)]
fn one() -> u8 {
    1
}

#[bulkhead(32)]
#[fallback(|_| Err(0))]
fn two() -> Result<u8, u8> {
    Ok(1)
}
