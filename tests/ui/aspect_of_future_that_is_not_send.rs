use std::rc::Rc;

use dyno::aspect;

#[aspect]
async fn count(id: u8) -> usize {
    let held = Rc::new(id);
    tokio::task::yield_now().await;
    Rc::strong_count(&held)
}

fn main() {}
