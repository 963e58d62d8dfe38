use dyno::command;

#[command(fallback = 2)]
fn stock() -> u8 {
    1
}

fn main() {}
