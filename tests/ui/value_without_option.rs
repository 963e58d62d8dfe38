use dyno::command;

#[command("stock")]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(2s)]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
