use std::sync::Arc;

use dyno::command;

#[command]
fn count(sku: Arc<str>) -> usize {
    sku.len()
}

#[dyno::test]
fn what_is_send_can_be_submitted() {
    assert_eq!(count::command("rake".into()).submit().result().unwrap(), 4);
}
