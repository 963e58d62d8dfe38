use dyno::command;

#[command(timeout = 1ns)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 1000ms)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 90s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}
