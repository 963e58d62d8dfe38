#[dyno::test]
#[test]
fn is_in_stock() {}

fn main() {}
