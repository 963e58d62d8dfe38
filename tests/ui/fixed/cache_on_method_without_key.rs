use dyno::cache;

struct Depot {
    tenant: u32,
}

impl Depot {
    #[cache(ttl = 30s, key = (self.tenant, sku))]
    fn stock(&self, sku: u32) -> u32 {
        self.tenant + sku
    }
}

fn main() {
    Depot { tenant: 1 }.stock(2);
}
