use std::rc::Rc;

use dyno::service;

#[service]
async fn left() -> Result<u32, dyno::Error> {
    let left = Rc::new(7);
    std::future::ready(()).await;
    Ok(*left)
}

fn main() {
    let _ = left();
}
