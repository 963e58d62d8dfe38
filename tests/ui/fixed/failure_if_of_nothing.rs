use dyno::command;

#[command(failure_if = |left| *left == 0)]
fn stock() -> u8 {
    1
}
