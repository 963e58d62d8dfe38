use dyno::command;

#[command(breaker = 3)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(breaker = 50%)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
