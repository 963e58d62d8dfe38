use std::pin::Pin;

use dyno::command;

struct Failed;

impl From<dyno::Error> for Failed {
    fn from(_: dyno::Error) -> Self {
        Self
    }
}

#[command(timeout = 2s)]
fn one() -> impl Future<Output = Result<u8, Failed>> {
    async { Err(Failed) }
}

#[command(breaker, fallback = last_known)]
fn two() -> Pin<Box<dyn Future<Output = Result<u8, String>>>> {
    Box::pin(async { Ok(2) })
}

async fn last_known() -> Result<u8, String> {
    std::future::ready(Ok(1)).await
}

#[command(breaker)]
fn three() -> impl Future<Output = Result<u8, String>> {
    let three = 3;
    async move { Ok(three) }
}

#[command(timeout = 2s)]
fn four() -> impl Future<Output = Result<u8, String>> {
    let four: u8 = 4;
    async move { Ok(four) }
}

#[command(timeout = 2s, fallback = 0)]
fn five() -> impl Future<Output = u8> {
    std::future::ready(5)
}
