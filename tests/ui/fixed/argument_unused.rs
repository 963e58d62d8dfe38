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

#[command]
fn used_all_the_same(_sku: u8) -> Result<u8, dyno::Error> {
    #[expect(clippy::used_underscore_binding, reason = "it is told as without the attribute")]
    let sku = _sku;
    Ok(sku)
}

#[command(retry, fallback = |_| Ok(0))]
fn lent_and_used_all_the_same(_sku: &mut u8) -> Result<u8, dyno::Error> {
    #[expect(clippy::used_underscore_binding, reason = "it is told as without the attribute")]
    let sku = _sku;
    Ok(*sku)
}

#[dyno::test]
fn nothing_is_unused() {
    one(1, 2);
    drop(two((1, 2)));
    let _ = three(String::new(), 1);
    drop(four(1, 2));
    let _ = (used_all_the_same(1), lent_and_used_all_the_same(&mut 1));
}
