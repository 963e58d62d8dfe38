#[dyno::test(flavor = "multi_thread")]
async fn stock() {}
