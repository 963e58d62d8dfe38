use std::hash::Hash;

use dyno::{Error, cache, command, timeout};

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

struct Shelf<T>(T);

impl<T: Clone + Hash + Eq + Send + Sync + 'static> Shelf<T> {
    #[command(pool = "shelf")]
    fn put<const N: usize>(items: [T; N]) -> Result<Vec<T>, Error> {
        Ok(items.into())
    }

    #[cache(ttl = 30s, key = item)]
    async fn kept(item: T) -> Result<T, Error> {
        Ok(item)
    }

    #[command(timeout = 2s, crate = crate::renamed)]
    async fn later(item: T) -> Result<T, Error> {
        Ok(item)
    }
}

mod renamed {
    pub use dyno::*;
}

fn main() {
    Client::stock();
    let _ = Client::read::<u8>(String::new());
    let _ = Client::price(1);
}
