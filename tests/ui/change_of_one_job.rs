use std::time::Duration;

use dyno::{Error, command};

#[command]
fn count() -> u32 {
    7
}

#[command(breaker, fallback = 0)]
fn stock() -> Result<u32, Error> {
    Ok(7)
}

fn main() {
    drop(count::command().timeout(Duration::from_secs(1)));
    drop(stock::command().timeout(None).without_fallback().submit().result());
    drop(stock::command().without_fallback().timeout(None).submit());
    drop(count::command().without_fallback());
}
