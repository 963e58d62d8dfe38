use std::sync::Arc;

struct Limits {
    left: u32,
}

#[dyno::inject]
fn stock(#[inject] Limits { left }: Arc<Limits>) -> Result<u32, dyno::Error> {
    Ok(left)
}

fn main() {
    let _ = stock();
}
