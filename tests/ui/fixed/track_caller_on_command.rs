use dyno::command;

#[command]
fn stock(left: Option<u8>) -> u8 {
    checked(left)
}

#[track_caller]
fn checked(left: Option<u8>) -> u8 {
    left.unwrap()
}
