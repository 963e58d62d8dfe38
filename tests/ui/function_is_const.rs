use dyno::command;

#[command]
const fn stock() -> u8 {
    1
}

fn main() {}
