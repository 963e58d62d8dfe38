use dyno::cache;

const ROOM: u32 = 1_000;

#[cache(ttl = 30s, capacity = ROOM)]
fn stock(sku: u32) -> u32 {
    sku
}
