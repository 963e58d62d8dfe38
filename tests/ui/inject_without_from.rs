use std::sync::Arc;

struct Down;

#[dyno::inject]
async fn stock(#[inject] left: Arc<u32>) -> Result<u32, Down> {
    Ok(*left)
}

fn main() {
    let _ = stock();
}
