use dyno::{cache, timeout};

struct Shop;

impl Shop {
    #[timeout(1s, handle = false)]
    fn one() -> Result<u32, dyno::Error> {
        Ok(1)
    }

    #[cache(key = sku, handle = false)]
    fn two(sku: u32) -> u32 {
        sku
    }
}

fn main() {}
