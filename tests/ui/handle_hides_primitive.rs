use dyno::command;

#[command]
fn str() -> u8 {
    1
}

fn main() {}
