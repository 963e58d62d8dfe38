use dyno::{Compound, command};

#[derive(Debug)]
struct Failed;

#[command(timeout = 2s, retry = 3)]
async fn one() -> Result<u8, Compound<Failed>> {
    Err(Failed)?
}

#[command(retry = 3, breaker)]
fn two() -> Result<u8, Compound<Failed>> {
    Err(Failed)?
}

fn main() {}
