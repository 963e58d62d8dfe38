use std::pin::Pin;

use dyno::command;

struct Shop(u8);

// What `#[async_trait]` makes of `async fn stock(&self) -> u8`.
impl Shop {
    #[command]
    fn stock<'life0, 'async_trait>(
        &'life0 self,
    ) -> Pin<Box<dyn ::core::future::Future<Output = u8> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move { self.0 })
    }

    #[command]
    fn stores<'async_trait>() -> Pin<Box<dyn ::core::future::Future<Output = u8> + Send + 'async_trait>> {
        Box::pin(async move { 3 })
    }
}

fn main() {}
