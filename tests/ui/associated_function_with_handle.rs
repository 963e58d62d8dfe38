use dyno::{cache, command, timeout};

struct Client;

impl Client {
    #[command]
    fn stock() -> u8 {
        1
    }

    #[timeout(2s)]
    fn read<T: Default + Send + 'static>(path: String) -> std::io::Result<T> {
        println!("{path}");
        Ok(T::default())
    }
}

trait Priced {
    #[cache(ttl = 30s, key = sku)]
    async fn price(sku: u32) -> u32 {
        sku
    }
}

impl Priced for Client {}

fn main() {
    Client::stock();
    let _ = Client::read::<u8>(String::new());
    let _ = Client::price(1);
}
