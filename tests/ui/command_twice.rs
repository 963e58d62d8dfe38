use dyno::command;

#[command(name = "stock")]
#[command(group = "shop")]
fn stock() -> u8 {
    1
}

fn main() {}
