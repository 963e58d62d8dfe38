#![deny(unused)]

use dyno::command;

#[command]
fn one(left: u8, mut right: u8) -> u8 {
    right
}

#[command(breaker)]
async fn two((left, mut right): (u8, u8)) -> Result<u8, dyno::Error> {
    Ok(right)
}

fn main() {
    one(1, 2);
    drop(two((1, 2)));
}
