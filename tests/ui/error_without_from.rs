use dyno::command;

struct Failed;

#[command(timeout = 2s)]
async fn one() -> Result<u8, Failed> {
    Err(Failed)
}

#[command(breaker)]
fn two() -> Option<u8> {
    Some(1)
}

fn main() {}
