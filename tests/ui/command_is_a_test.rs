use dyno::command;

#[command]
#[test]
fn stock() {}

fn main() {}
