use dyno::command;

#[command(failure_if = |_| true)]
fn stock() {}

fn main() {}
