#[dyno::test]
async fn is_in_stock<T>() {}

fn main() {}
