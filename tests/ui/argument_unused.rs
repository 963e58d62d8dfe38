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

#[command(retry = 2)]
fn three(left: String, right: u8) -> Result<u8, dyno::Error> {
    Ok(right)
}

#[command(breaker, fallback = |_| Ok(right))]
async fn four(left: u8, right: u8) -> Result<u8, dyno::Error> {
    Ok(1)
}

fn main() {
    one(1, 2);
    drop(two((1, 2)));
    let _ = three(String::new(), 1);
    drop(four(1, 2));
}
