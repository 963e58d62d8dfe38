use std::sync::Arc;

use dyno::command;

struct Replica;

#[command]
fn one(#[inject("replica")] db: Arc<u8>) -> Result<u8, dyno::Error> {
    Ok(*db)
}

#[command]
fn two(#[inject(Replica)] db: Arc<u8>) -> Result<u8, dyno::Error> {
    Ok(*db)
}

fn main() {}
