use std::pin::Pin;

use dyno::command;

#[command]
async fn stock() -> u8 {
    1
}

#[command]
async fn stores() -> u8 {
    Pin::new(&mut Box::pin(async { 1 })).await
}
