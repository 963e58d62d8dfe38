use std::sync::Arc;

use dyno::aspect;

#[aspect]
async fn count(id: u8) -> usize {
    let held = Arc::new(id);
    tokio::task::yield_now().await;
    Arc::strong_count(&held)
}

fn main() {}
