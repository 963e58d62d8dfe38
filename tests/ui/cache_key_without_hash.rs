use dyno::cache;

#[derive(Clone, Copy)]
struct Weight(f64);

struct Uncopied(f64);

#[cache(ttl = 30s)]
fn price(weight: Weight, sku: u32) -> u32 {
    if weight.0 > 1.0 { sku + 1 } else { sku }
}

fn main() {
    price(Weight(1.0), 2);
    drop(later(Weight(1.0)));
    drop(borrowed(&Uncopied(1.0), &[]));
    heavier(&Uncopied(1.0));
}

#[cache(ttl = 30s)]
async fn later(weight: Weight) -> bool {
    weight.0 > 1.0
}

#[cache(ttl = 30s)]
async fn borrowed(weight: &Uncopied, all: &[Uncopied]) -> bool {
    weight.0 > 1.0 && all.is_empty()
}

#[cache(ttl = 30s)]
fn heavier(weight: &Uncopied) -> bool {
    weight.0 > 1.0
}
