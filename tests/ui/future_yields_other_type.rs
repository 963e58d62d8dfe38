use std::pin::Pin;

use dyno::command;

struct Failed;

#[command(timeout = 2s)]
fn one() -> impl Future<Output = Result<u8, Failed>> {
    async { Err(Failed) }
}

#[command(breaker, fallback = last_known)]
fn two() -> Pin<Box<dyn Future<Output = Result<u8, String>>>> {
    Box::pin(async { Ok(2) })
}

async fn last_known() -> u8 {
    1
}

#[command(breaker)]
fn three() -> impl Future<Output = Result<u8, String>> {
    let three = 3;
    Ok(three)
}

#[command(timeout = 2s)]
fn four() -> impl Future<Output = Result<u8, String>> {
    let four: u32 = 4;
    async move { Ok(four) }
}

#[command(timeout = 2s)]
fn five() -> impl Future<Output = u8> {
    std::future::ready(5)
}

fn main() {}
