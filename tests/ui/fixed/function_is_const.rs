use dyno::command;

#[command]
fn stock() -> u8 {
    1
}
