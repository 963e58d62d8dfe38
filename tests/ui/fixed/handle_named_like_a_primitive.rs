use dyno::command;

#[command(handle = Stock)]
fn stock() -> u8 {
    1
}
