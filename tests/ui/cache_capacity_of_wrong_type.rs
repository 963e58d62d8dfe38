use dyno::cache;

const ROOM: usize = 1_000;

#[cache(ttl = 30s, capacity = ROOM)]
fn stock(sku: u32) -> u32 {
    sku
}

fn main() {
    stock(1);
}
