use std::pin::Pin;

use dyno::command;

#[command]
#[allow(unsafe_code)]
unsafe fn one(at: *const u8) -> u8 {
    unsafe { *at }
}

#[command(timeout = 2s)]
#[allow(unsafe_code)]
async unsafe fn two(at: *const u8) -> Result<u8, String> {
    Ok(unsafe { *at })
}

#[command]
fn three() -> Pin<Box<dyn Future<Output = u8>>> {
    let left = 1;
    Box::pin(async move { left })
}

#[command(breaker)]
fn four(sku: u8) -> impl Future<Output = Result<u8, String>> {
    async move { Ok(sku) }
}

#[command(breaker)]
fn five() -> Result<u8, String> {
    Ok(2)
}
