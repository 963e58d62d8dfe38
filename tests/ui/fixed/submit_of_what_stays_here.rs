use std::sync::Arc;

use dyno::{Submit, command};

#[command]
async fn count(shelves: Arc<Vec<u32>>) -> u32 {
    std::future::ready(()).await;
    shelves.iter().sum()
}

#[dyno::test]
async fn it_may_be_sent() {
    assert_eq!(count(Arc::default()).submit().await.unwrap(), 0);
}
