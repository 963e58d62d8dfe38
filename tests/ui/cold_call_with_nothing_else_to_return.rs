use dyno::command;

struct Down;

#[command(breaker, fallback = 0)]
async fn count() -> u32 {
    7
}

#[command(breaker, fallback = 0)]
async fn stock() -> Result<u32, Down> {
    Err(Down)
}

fn main() {
    drop(count::command().without_fallback());
    drop(stock::command().without_fallback());
}
