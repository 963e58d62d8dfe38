use dyno::cache;

struct Depot {
    tenant: u32,
}

impl Depot {
    #[cache(ttl = 30s, shared = true)]
    fn text(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, shared = true)]
    fn constant(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, key = sku)]
    fn key_in_quotes(&self, sku: u32) -> u32 {
        self.tenant + sku
    }

    #[cache(ttl = 30s, key = (self.tenant, sku))]
    fn both(&self, sku: u32) -> u32 {
        self.tenant + sku
    }
}

#[cache(ttl = 30s)]
fn free(sku: u32) -> u32 {
    sku
}
