use std::sync::Arc;

struct Limits {
    left: u32,
}

#[dyno::inject]
fn stock(#[inject] limits: Arc<Limits>) -> Result<u32, dyno::Error> {
    let Limits { left } = *limits;
    Ok(left)
}
