use std::sync::Arc;

#[dyno::inject]
fn parenthesized(#[inject] stock: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*stock)
}

#[dyno::inject]
fn pair(#[inject] pair: Arc<(u32, u32)>) -> Result<u32, dyno::Error> {
    let (stock, left) = *pair;
    Ok(stock + left)
}

#[dyno::inject]
fn pair_of_another_type(#[inject] pair: Arc<(u32, u32)>) -> Result<u32, dyno::Error> {
    Ok(pair.0 + pair.1)
}

#[dyno::inject]
fn by_reference(#[inject] stock: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(*stock)
}
