use std::sync::Arc;

use dyno::inject;

#[inject]
fn stock(sku: u32, #[inject] left: Arc<u32>) -> Result<u32, dyno::Error> {
    Ok(sku + *left)
}
