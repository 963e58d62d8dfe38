use dyno::command;

#[command(breaker(min_calls = off))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker(window = off))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
