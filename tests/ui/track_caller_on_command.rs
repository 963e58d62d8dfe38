use dyno::command;

#[command]
#[track_caller]
fn stock(left: Option<u8>) -> u8 {
    left.unwrap()
}

fn main() {}
