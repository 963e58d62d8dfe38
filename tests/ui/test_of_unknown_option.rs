#[dyno::test(pause)]
async fn one() {}

#[dyno::test(paused = true)]
async fn two() {}

#[dyno::test("paused")]
async fn three() {}

fn main() {}
