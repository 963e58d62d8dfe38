use std::pin::Pin;

use dyno::command;

#[command]
fn stock() -> impl Future<Output = u8> {
    async { 1 }
}

#[command]
fn stores() -> Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(async { 1 })
}

fn main() {}
