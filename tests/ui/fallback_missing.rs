use dyno::command;

#[command(timeout = 2s)]
async fn one() {}

#[command(breaker = "stock")]
fn two() -> u8 {
    1
}

#[command(breaker)]
fn three(name: &str) -> &str {
    name
}

fn main() {}
