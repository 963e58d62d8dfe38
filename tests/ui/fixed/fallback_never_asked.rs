use dyno::command;

#[command(fallback = 2, failure_if = |left| *left == 0)]
fn stock() -> u8 {
    1
}
