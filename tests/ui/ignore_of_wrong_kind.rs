use dyno::command;

#[command(ignore = "not found")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = true)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = || true)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

#[command(ignore = is_client())]
async fn four() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
