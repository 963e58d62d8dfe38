use std::sync::Arc;

#[dyno::inject]
fn stock(#[inject(tag = 7)] left: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*left)
}

fn main() {
    let _ = stock();
}
