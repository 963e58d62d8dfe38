use dyno::cache;

#[cache(ttl = 30s, negative_ttl = 1s)]
async fn negative(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, stale_if_error = 1m)]
fn rescued(sku: u32) -> (u32, u32) {
    (sku, sku)
}

#[cache(ttl = 30s, negative_ttl = 0s)]
fn no_time(sku: u32) -> Result<u32, String> {
    Ok(sku)
}

fn main() {}
