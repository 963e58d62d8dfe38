use std::sync::Arc;

use dyno::command;

#[command(inject)]
fn one(#[inject] db: Arc<u8>) -> Result<u8, dyno::Error> {
    Ok(*db)
}

#[command(service)]
fn two() -> Result<u8, dyno::Error> {
    Ok(1)
}

#[command(timed)]
fn three() -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {}
