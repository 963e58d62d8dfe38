use std::io;

use dyno::{Cause, command};

#[command(breaker, fallback = |cause| match cause {
    Cause::Own(error) => Err(error),
    Cause::Dyno(error) => Err(io::Error::other(error)),
})]
fn one(sku: u32) -> Result<u32, io::Error> {
    Ok(sku)
}

#[command(breaker, fallback = |cause: Cause<dyno::Error>| Err(cause.into_error()))]
async fn two(sku: u32) -> Result<u32, dyno::Error> {
    Ok(sku)
}
