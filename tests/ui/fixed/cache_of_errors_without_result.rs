use dyno::{Error, cache, command};

#[cache(ttl = 30s, negative_ttl = 1s)]
async fn negative(sku: u32) -> Result<u32, Error> {
    Ok(sku)
}

#[command(cache(ttl = 30s, stale_if_error = 1m), failure_if = |returned: &(u32, u32)| returned.0 == 0)]
fn rescued(sku: u32) -> (u32, u32) {
    (sku, sku)
}

#[cache(ttl = 30s, negative_ttl = off)]
fn no_time(sku: u32) -> Result<u32, Error> {
    Ok(sku)
}
