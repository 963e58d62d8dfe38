use dyno::command;

#[command(timeout)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout =)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(name, timeout = 2s)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
