use std::time::Duration;

use dyno::command;

#[command(timeout = off, fallback = 0)]
async fn count() -> u32 {
    7
}

#[dyno::test]
async fn it_may_be_limited() {
    assert_eq!(count::command().timeout(Duration::from_secs(1)).await, 7);
}
