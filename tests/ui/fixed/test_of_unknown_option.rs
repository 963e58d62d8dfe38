#[dyno::test(paused)]
async fn one() {}

#[dyno::test(paused)]
async fn two() {}

#[dyno::test(paused)]
async fn three() {}
