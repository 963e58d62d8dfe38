#[dyno::test(flavor = "multi")]
async fn stock() {}

fn main() {}
