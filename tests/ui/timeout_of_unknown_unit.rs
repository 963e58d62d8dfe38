use dyno::command;

#[command(timeout = 2sec)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2d)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2S)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
