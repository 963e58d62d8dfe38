#![deny(unsafe_op_in_unsafe_fn, unused, clippy::all)]

use std::pin::Pin;

use dyno::command;

#[command]
unsafe fn one(at: *const u8) -> u8 {
    *at
}

#[command(timeout = 2s)]
async unsafe fn two(at: *const u8) -> Result<u8, String> {
    Ok(*at)
}

#[command]
fn three() -> Pin<Box<dyn Future<Output = u8>>> {
    let mut left = 1;
    Box::pin(async move { left })
}

#[command(breaker)]
fn four(sku: u8) -> impl Future<Output = Result<u8, String>> {
    async {
        let unused = 1;
        Ok(2)
    }
}

#[command(breaker)]
fn five() -> Result<u8, String> {
    Ok::<u8, String>(1);
    return Ok(2);
    Ok(3)
}

fn main() {
    let _ = (unsafe { one(&1) }, unsafe { two(&1) }, three(), four(1), five());
}
