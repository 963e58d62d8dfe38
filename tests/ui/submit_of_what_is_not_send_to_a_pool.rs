use std::rc::Rc;

use dyno::command;

#[command]
fn count(sku: Rc<str>) -> usize {
    sku.len()
}

fn main() {
    drop(count::command("rake".into()).submit());
}
