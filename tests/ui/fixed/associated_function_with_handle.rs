use std::hash::Hash;

use dyno::{Error, cache, command, timeout};

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

struct Shelf<T>(T);

impl<T: Clone + Hash + Eq + Send + Sync + 'static> Shelf<T> {
    #[command(pool = "shelf", handle = false)]
    fn put<const N: usize>(items: [T; N]) -> Result<Vec<T>, Error> {
        Ok(items.into())
    }

    #[command(cache(ttl = 30s, key = item), handle = false)]
    async fn kept(item: T) -> Result<T, Error> {
        Ok(item)
    }

    #[command(timeout = 2s, handle = false, crate = super::associated_function_with_handle::renamed)]
    async fn later(item: T) -> Result<T, Error> {
        Ok(item)
    }
}

mod renamed {
    pub(super) use dyno::*;
}
