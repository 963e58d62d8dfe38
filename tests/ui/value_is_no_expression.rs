use dyno::command;

#[command(timeout = =, name = "stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(fallback = |)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
