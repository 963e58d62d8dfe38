use std::sync::Arc;

#[dyno::inject]
fn stock(#[inject(fallback = Arc::new(7_u8))] left: Arc<u32>) -> u32 {
    *left
}

fn main() {
    stock();
}
