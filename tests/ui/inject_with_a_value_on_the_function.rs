use std::sync::Arc;

#[dyno::inject(tag = "eu")]
fn stock(#[inject] left: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*left)
}

fn main() {
    let _ = stock();
}
