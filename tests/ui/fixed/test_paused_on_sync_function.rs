#[dyno::test(paused)]
async fn is_in_stock() {}
