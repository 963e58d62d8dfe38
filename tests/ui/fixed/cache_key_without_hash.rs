use dyno::cache;

#[derive(Clone, Copy)]
struct Weight(f64);

#[cache(ttl = 30s, key = (weight.0.to_bits(), sku))]
fn price(weight: Weight, sku: u32) -> u32 {
    if weight.0 > 1.0 { sku + 1 } else { sku }
}

fn main() {
    price(Weight(1.0), 2);
    drop(later(Weight(1.0)));
}

#[cache(ttl = 30s, key = weight.0.to_bits())]
async fn later(weight: Weight) -> bool {
    weight.0 > 1.0
}
