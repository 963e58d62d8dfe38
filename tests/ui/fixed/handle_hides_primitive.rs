use dyno::command;

#[command(handle = false)]
fn str() -> u8 {
    1
}
