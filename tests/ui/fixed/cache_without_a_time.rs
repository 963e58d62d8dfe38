use std::time::Duration;

use dyno::{cache, command};

const TTL: Duration = Duration::from_secs(30);
const ROOM: u32 = 100;

#[command]
fn off(sku: u32) -> u32 {
    sku
}

#[command(cache = off)]
fn off_inside(sku: u32) -> u32 {
    sku
}

#[cache]
fn switched_on(sku: u32) -> u32 {
    sku
}

#[cache]
#[command(name = "prices")]
fn named(sku: u32) -> u32 {
    sku
}

#[cache(TTL)]
fn a_word(sku: u32) -> u32 {
    sku
}

#[command(cache = TTL)]
fn closure(sku: u32) -> u32 {
    sku
}

#[cache(30s, capacity = ROOM)]
fn second(sku: u32) -> u32 {
    sku
}

#[cache(ttl = 30s, stale = 5s)]
fn stale(sku: u32) -> u32 {
    sku
}
