use dyno::{cache, command};

#[cache(off)]
fn off(sku: u32) -> u32 {
    sku
}

#[command(cache(off))]
fn off_inside(sku: u32) -> u32 {
    sku
}

#[cache(true)]
fn switched_on(sku: u32) -> u32 {
    sku
}

#[cache("prices")]
fn named(sku: u32) -> u32 {
    sku
}

#[cache(prices)]
fn a_word(sku: u32) -> u32 {
    sku
}

#[command(cache = |sku| sku)]
fn closure(sku: u32) -> u32 {
    sku
}

#[cache(30s, ROOM)]
fn second(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30, stale = 5s)]
fn stale(sku: u32) -> u32 {
    sku
}

fn main() {}
