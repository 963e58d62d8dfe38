use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use dyno::inject;

#[inject]
fn stock(#[inject] left: Arc<AtomicU32>) -> Result<u32, dyno::Error> {
    Ok(left.load(Ordering::Relaxed))
}
