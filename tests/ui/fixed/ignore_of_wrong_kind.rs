use dyno::command;

#[command(ignore = |error| error == "not found")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = |_| true)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = |_| true)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = String::is_empty)]
async fn four() -> Result<u8, String> {
    Ok(1)
}
