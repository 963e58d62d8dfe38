use dyno::{cache, command};

#[cache(30s, 1h)]
fn one(sku: u32) -> u32 {
    sku
}

#[command(cache(30s, 1h))]
fn two(sku: u32) -> u32 {
    sku
}

fn main() {}
