use std::pin::Pin;

use dyno::command;

#[command(timeout = 2s)]
fn stock() -> Box<dyn Future<Output = u8> + Unpin> {
    Box::new(std::future::ready(1))
}

#[command]
fn stores<F: Future<Output = u8>>(stores: Pin<&mut F>) -> Pin<&mut dyn Future<Output = u8>> {
    stores
}

fn main() {}
