use dyno::command;

#[command(timeout = 2s, fallback = 2)]
async fn stock() {}

fn main() {}
