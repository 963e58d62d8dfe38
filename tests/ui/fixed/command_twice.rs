use dyno::command;

#[command(name = "stock", group = "shop")]
fn stock() -> u8 {
    1
}
