use dyno::command;

#[command(handle = true)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = false)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = Stock)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(handle = Four)]
async fn four() -> Result<u8, String> {
    Ok(1)
}
