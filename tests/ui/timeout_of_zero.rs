use dyno::command;

#[command(timeout = 0s)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(attempt_timeout = 0ms)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
