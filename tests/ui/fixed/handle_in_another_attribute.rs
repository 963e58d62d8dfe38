use dyno::{cache, command, timeout};

struct Shop;

impl Shop {
    #[timeout(1s)]
    #[command(handle = false)]
    fn one() -> Result<u32, dyno::Error> {
        Ok(1)
    }

    #[cache(key = sku)]
    #[command(handle = false)]
    fn two(sku: u32) -> u32 {
        sku
    }
}
