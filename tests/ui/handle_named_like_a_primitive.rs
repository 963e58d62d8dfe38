use dyno::command;

#[command(handle = u8)]
fn stock() -> u8 {
    1
}

fn main() {}
