use std::sync::Arc;

#[dyno::inject]
fn stock(#[inject] left: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*left)
}

fn main() {
    let _ = stock::with(Arc::new(7));
}
