use dyno::{Submit, command};

#[command]
fn count() -> u32 {
    7
}

#[dyno::test]
async fn a_block_is_a_future() {
    assert_eq!(async { count() }.submit().await.unwrap(), 7);
}
