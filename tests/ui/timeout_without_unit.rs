use dyno::command;

#[command(timeout = 2)]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 1.5)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

#[command(timeout = 5u64)]
async fn three() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
