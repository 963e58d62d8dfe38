use dyno::command;

#[command]
fn count() -> u32 {
    7
}

#[dyno::test]
fn a_call_that_has_not_begun_can_be_submitted() {
    assert_eq!(count::command().submit().result().unwrap(), 7);
}
