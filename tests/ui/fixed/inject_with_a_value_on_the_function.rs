use std::sync::Arc;

#[dyno::inject]
fn stock(#[inject(tag = "eu")] left: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*left)
}
