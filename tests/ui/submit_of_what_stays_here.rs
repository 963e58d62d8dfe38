use std::rc::Rc;

use dyno::{Submit, command};

#[command]
async fn count(shelves: Rc<Vec<u32>>) -> u32 {
    std::future::ready(()).await;
    shelves.iter().sum()
}

fn main() {
    drop(count(Rc::default()).submit());
}
