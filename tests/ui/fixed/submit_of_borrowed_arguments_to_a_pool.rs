use dyno::command;

#[command]
fn count(sku: String) -> usize {
    sku.len()
}

#[dyno::test]
fn what_is_owned_can_be_submitted() {
    assert_eq!(count::command("rake".to_owned()).submit().result().unwrap(), 4);
}
