use dyno::command;

#[command(timeout = 50ms)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 2s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = off)]
async fn four() -> Result<u8, String> {
    Ok(1)
}
