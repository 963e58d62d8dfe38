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

#[command(retry = 2)]
fn three(_left: String, right: u8) -> Result<u8, dyno::Error> {
    Ok(right)
}

#[command(breaker, fallback = |_| Ok(right))]
async fn four(_left: u8, right: u8) -> Result<u8, dyno::Error> {
    Ok(1)
}

#[dyno::test]
fn nothing_is_unused() {
    one(1, 2);
    drop(two((1, 2)));
    let _ = three(String::new(), 1);
    drop(four(1, 2));
}
