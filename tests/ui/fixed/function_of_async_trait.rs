use std::pin::Pin;

use dyno::command;

struct Shop(u8);

// What `#[async_trait]` makes of `async fn stock(&self) -> u8`.
impl Shop {
    fn stock<'life0, 'async_trait>(&'life0 self) -> Pin<Box<dyn Future<Output = u8> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move { stock_of(self).await })
    }

    fn stores<'async_trait>() -> Pin<Box<dyn Future<Output = u8> + Send + 'async_trait>> {
        Box::pin(async move { count_stores().await })
    }
}

#[command]
async fn count_stores() -> u8 {
    3
}

#[command]
async fn stock_of(shop: &Shop) -> u8 {
    shop.0
}
