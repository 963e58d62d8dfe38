#[dyno::test(paused)]
fn is_in_stock() {}

fn main() {}
