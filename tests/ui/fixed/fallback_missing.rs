use dyno::command;

#[command(timeout = 2s, fallback = |_| ())]
async fn one() {}

#[command(breaker = "stock", fallback = 2)]
fn two() -> u8 {
    1
}

#[command(breaker, fallback = |_| name)]
fn three(name: &str) -> &str {
    name
}
