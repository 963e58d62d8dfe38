use dyno::command;

#[command(ignore = |_error| true)]
fn stock() -> u8 {
    1
}

fn main() {}
