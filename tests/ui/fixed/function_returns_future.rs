use std::pin::Pin;

use dyno::command;

#[command]
fn stock() -> Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(std::future::ready(1))
}

#[command]
async fn stores<F: Future<Output = u8>>(stores: Pin<&mut F>) -> u8 {
    stores.await
}
