use dyno::{cache, command, timeout};

struct Client;

impl Client {
    #[command(handle = false)]
    fn stock() -> u8 {
        1
    }

    #[timeout(2s)]
    #[command(handle = false)]
    fn read<T: Default + Send + 'static>(path: String) -> std::io::Result<T> {
        println!("{path}");
        Ok(T::default())
    }
}

trait Priced {
    #[cache(ttl = 30s, key = sku)]
    #[command(handle = false)]
    async fn price(sku: u32) -> u32 {
        sku
    }
}

impl Priced for Client {}
