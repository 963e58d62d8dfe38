#[dyno::test(paused, flavor = "multi_thread")]
async fn stock() {}

fn main() {}
