use std::cell::Cell;

use dyno::service;

#[service]
async fn left() -> Result<Cell<u32>, dyno::Error> {
    Ok(Cell::new(7))
}

fn main() {
    let _ = left();
}
