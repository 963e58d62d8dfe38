use dyno::command;

#[command(fallback = || Ok(2))]
async fn one() -> Result<u8, String> {
    Ok(1)
}

#[command(fallback = |error, more| Ok(2))]
async fn two() -> Result<u8, String> {
    Ok(1)
}

fn main() {}
