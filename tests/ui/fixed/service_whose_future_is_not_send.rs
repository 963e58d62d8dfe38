use std::sync::Arc;

use dyno::service;

struct Left(Arc<u32>);

#[service]
async fn left() -> Result<Left, dyno::Error> {
    let left = Arc::new(7);
    std::future::ready(()).await;
    Ok(Left(left))
}

fn _read(left: &Left) -> u32 {
    *left.0
}
