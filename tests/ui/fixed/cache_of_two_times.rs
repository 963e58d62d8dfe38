use dyno::{Error, cache, command};

#[cache(30s)]
fn one(sku: u32) -> u32 {
    sku
}

#[command(cache(30s, negative_ttl = 1h))]
fn two(sku: u32) -> Result<u32, Error> {
    Ok(sku)
}
