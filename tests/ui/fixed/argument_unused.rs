#![deny(unused)]

use dyno::command;

#[command]
fn one(_left: u8, right: u8) -> u8 {
    right
}

#[command(breaker)]
async fn two((_, right): (u8, u8)) -> Result<u8, dyno::Error> {
    Ok(right)
}

#[dyno::test]
fn nothing_is_unused() {
    one(1, 2);
    drop(two((1, 2)));
}
