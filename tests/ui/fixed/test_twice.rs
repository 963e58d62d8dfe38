#[dyno::test]
fn is_in_stock() {}
