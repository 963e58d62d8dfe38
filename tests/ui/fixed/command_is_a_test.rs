use dyno::command;

#[command]
fn stock() -> u8 {
    1
}

#[test]
fn is_in_stock() {
    assert_eq!(stock(), 1);
}
