use std::sync::Arc;

#[dyno::inject]
fn parenthesized(#[inject] (stock): Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*stock)
}

#[dyno::inject]
fn pair(#[inject] (stock, left): (Arc<u32>, u32)) -> Result<u32, dyno::Error> {
    Ok(*stock + left)
}

#[dyno::inject]
fn pair_of_another_type(#[inject] (stock, left): Arc<(u32, u32)>) -> Result<u32, dyno::Error> {
    Ok(stock + left)
}

#[dyno::inject]
fn by_reference(#[inject] ref stock: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(**stock)
}

fn main() {}
