use std::cell::Cell;
use std::sync::Arc;

use dyno::inject;

#[inject]
fn stock(#[inject] left: Arc<Cell<u32>>) -> Result<u32, dyno::Error> {
    Ok(left.get())
}

fn main() {
    let _ = stock();
}
