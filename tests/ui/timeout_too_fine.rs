use dyno::command;

#[command(timeout = 0.5ns)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 1e3ms)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 1m30s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
