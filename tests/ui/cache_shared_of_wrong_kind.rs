use dyno::cache;

struct Depot {
    tenant: u32,
}

const SHARED: bool = true;

impl Depot {
    #[cache(ttl = 30s, shared = "yes")]
    fn text(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, shared = SHARED)]
    fn constant(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, key = "sku")]
    fn key_in_quotes(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, shared = true, key = (self.tenant, sku))]
    fn both(&self, sku: u32) -> u32 {
        self.tenant + sku
    }
}

#[cache(ttl = 30s, shared = 1)]
fn free(sku: u32) -> u32 {
    sku
}

fn main() {}
