use std::sync::Arc;

#[dyno::inject]
fn stock(#[inject] left: Option<Arc<u32>>) -> Result<u32, dyno::Error> {
    Ok(left.map_or(0, |left| *left))
}
